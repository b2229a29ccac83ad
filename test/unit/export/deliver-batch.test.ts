import { describe, expect, it } from "vitest";
import type { SendResult } from "../../../src/export/delivery.ts";
import { type BatchOutcome, deliverBatch } from "../../../src/export/queue/deliver-batch.ts";

interface Item {
  readonly name: string;
  readonly byteLength: number;
  readonly count: number;
}

const REFUSED: SendResult = { status: "refused", code: 400, reason: "HTTP 400" };
const OK: SendResult = { status: "ok", rejected: 0 };

function items(count: number): readonly Item[] {
  return Array.from({ length: count }, (_, index) => ({ name: String(index), byteLength: 1, count: 1 }));
}

/** Sends to an endpoint that refuses requests with one of the names in them, and all requests by their number. */
async function deliver(
  count: number,
  faults: { readonly poison?: readonly string[]; readonly refuses?: (request: number) => boolean },
): Promise<BatchOutcome<Item> & { readonly received: readonly string[] }> {
  const received: string[] = [];
  let request = 0;
  const outcome = await deliverBatch(items(count), async (part) => {
    request += 1;
    const names = part.map(({ name }) => name);
    if (faults.refuses?.(request) || names.some((name) => faults.poison?.includes(name))) return REFUSED;
    received.push(...names);
    return OK;
  });
  return { ...outcome, received };
}

function names(of: readonly Item[]): readonly string[] {
  return of.map(({ name }) => name);
}

describe("deliverBatch()", () => {
  it.each(["0", "5", "15"])("finds the faulty record wherever it is (%s)", async (poison) => {
    const { refused, delivered, kept, received } = await deliver(16, { poison: [poison] });
    expect(names(refused)).toEqual([poison]);
    expect(delivered).toHaveLength(15);
    expect(kept).toEqual([]);
    expect(new Set(received).size).toBe(15);
  });

  it("finds several faulty records", async () => {
    const { refused, kept } = await deliver(64, { poison: ["0", "1", "2", "40", "41"] });
    expect(names(refused).toSorted()).toEqual(["0", "1", "2", "40", "41"]);
    expect(kept).toEqual([]);
  });

  it("drops nothing when the endpoint stops refusing everything half-way", async () => {
    for (let refusals = 1; refusals <= 24; refusals += 1) {
      const { refused, delivered, received } = await deliver(16, { refuses: (request) => request <= refusals });
      expect(refused).toEqual([]);
      expect(delivered).toHaveLength(received.length);
      expect(new Set(received).size).toBe(received.length);
    }
  });

  it("keeps what is refused when the endpoint begins to refuse everything half-way", async () => {
    const refuses = (request: number): boolean => request === 1 || request > 2;
    const { refused, delivered, kept } = await deliver(16, { refuses });
    expect(refused).toEqual([]);
    expect(delivered.length + kept.length).toBe(16);
    expect(delivered).toHaveLength(8);
  });
});
