import { describe, expect, it } from "vitest";
import { collectGarbage } from "../../support/collect-garbage.ts";
import type { Vendor } from "../load.ts";
import { ASK, SETS, type Started, start, streamed } from "./support.ts";

/** As one of a server that runs on. */
const caller = new AbortController();

/** In a turn of its own, so that nothing of it is on the stack afterwards. */
async function ask({ client }: Started, use: (stream: Vendor) => unknown): Promise<WeakRef<object>> {
  const stream = await client.chat.completions.create({ ...ASK, stream: true }, { signal: caller.signal });
  await use(stream);
  return new WeakRef(stream);
}

it.each(SETS)("a stream of openai that is dropped unread is recorded as left, %s", async (set) => {
  const started = await start({ set }, streamed());
  await ask(started, () => undefined);
  const recorded = async (): Promise<number> => {
    collectGarbage();
    return (await started.collect()).spans.length;
  };
  await expect.poll(recorded, { timeout: 10_000 }).toBe(1);
  const { attributes, status } = (await started.collect()).span("chat gpt-4o");
  expect(status.code).toBe(0);
  expect(attributes).toMatchObject({
    "gen_ai.request.stream": true,
    "agentscribe.request_id": "req_1",
    "agentscribe.cost.status": "incomplete",
  });
  expect(attributes).not.toHaveProperty(["agentscribe.unfinished"]);
});

// Older clients keep a stream that was left for as long as the signal themselves.
describe("a stream of openai with the caller's signal", () => {
  it.each<[string, (stream: Vendor) => unknown]>([
    [
      "read to its end",
      async (stream) => {
        for await (const _ of stream);
      },
    ],
    [
      "left",
      async (stream) => {
        for await (const _ of stream) break;
      },
    ],
    ["dropped", () => undefined],
  ])("is kept by nothing when it was %s", async (_, use) => {
    const started = await start({ set: "newest" }, streamed());
    const stream = await ask(started, use);
    const isKept = (): boolean => {
      collectGarbage();
      return stream.deref() !== undefined;
    };
    await expect.poll(isKept, { timeout: 10_000 }).toBe(false);
  });
});
