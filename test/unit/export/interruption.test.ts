import { describe, expect, it } from "vitest";
import { encodeInterruption } from "../../../src/export/encode/interruption.ts";
import { encodeSpan } from "../../../src/export/encode/span.ts";
import { readMessage } from "../../../src/internal/otlp/otlp-json.ts";
import { joinSplices } from "../../../src/internal/spliced-bytes.ts";
import { spanRecord } from "./span-record.ts";

const kept = spanRecord({ startTimeMillis: 1_795_000_000_000, endTimeMillis: 1_795_000_000_100 });
const span = joinSplices(encodeSpan(kept, () => false));

function interrupted(lastSignMillis: number, bytes: Uint8Array = span): Readonly<Record<string, unknown>> {
  const end = encodeInterruption({ span: bytes, lastSignMillis }, { "agentscribe.unfinished": true });
  return readMessage("Span", Buffer.concat([bytes, end])) as Record<string, unknown>;
}

describe("encodeInterruption()", () => {
  it("ends the span at the last sign of life of its process", () => {
    expect(interrupted(1_795_000_005_000)).toMatchObject({ endTimeUnixNano: "1795000005000000000" });
  });

  it("ends it when it was kept where the disk's clock is behind that of the program", () => {
    expect(interrupted(1_700_000_000_000)).toMatchObject({
      startTimeUnixNano: "1795000000000000000",
      endTimeUnixNano: "1795000000100000000",
      status: { code: 2 },
    });
  });

  it("takes a span that cannot be read for one without an end", () => {
    const end = encodeInterruption({ span: Buffer.from("no span"), lastSignMillis: 5 }, {});
    expect(readMessage("Span", end)).toMatchObject({ endTimeUnixNano: "5000000" });
  });
});
