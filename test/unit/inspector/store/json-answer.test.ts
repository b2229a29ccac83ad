import { describe, expect, it } from "vitest";
import { JsonParts, ReceivedJson } from "../../../../src/inspector/store/json-answer.ts";

/** What came over from a thread that handed its memory over. */
function sent(object: object): { readonly parts: JsonParts; readonly received: ReceivedJson<unknown> } {
  const parts = new JsonParts(object);
  return { parts, received: new ReceivedJson(structuredClone(parts, { transfer: [...parts.memory] })) };
}

const CASES: Readonly<Record<string, object>> = {
  "an object without lists": { a: 1, b: { c: [1, 2] } },
  "nothing but lists": { a: [1, "two", null], b: [] },
  "an empty object": {},
  "text that is no ASCII, cut into pieces": {
    session: { id: "s" },
    steps: Array.from({ length: 300 }, (_, index) => ({ index, text: "🦜é<ß".repeat(300) })),
    truncated: 3,
    tools: [{ name: "a" }],
  },
};

describe("ReceivedJson", () => {
  for (const [name, object] of Object.entries(CASES)) {
    it(`gives ${name} as text and as what it was`, async () => {
      const { received } = sent(object);
      expect(JSON.parse([...received.pieces()].join(""))).toEqual(object);
      expect(await received.value()).toEqual(object);
    });
  }

  it("comes in pieces of a bounded size whose memory the thread gave away", () => {
    const { parts, received } = sent({ steps: Array.from({ length: 1_000 }, () => "x".repeat(1_000)) });
    const sizes = [...received.pieces()].map(({ length }) => length);
    expect(Math.max(...sizes)).toBeLessThan(140_000);
    expect(sizes.length).toBeGreaterThan(5);
    expect(parts.memory.every(({ byteLength }) => byteLength === 0)).toBe(true);
  });

  it("gives the loop its turn while it reads a large answer", async () => {
    const { received } = sent({
      steps: Array.from({ length: 60_000 }, (_, index) => ({ index, text: "y".repeat(500) })),
    });
    let turns = 0;
    const timer = setInterval(() => {
      turns += 1;
    }, 0);
    await received.value();
    clearInterval(timer);
    expect(turns).toBeGreaterThan(2);
  });
});
