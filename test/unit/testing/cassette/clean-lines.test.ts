import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { cleanLines } from "../../../../src/testing/cassette/clean-lines.ts";
import { createCleaner } from "../../../../src/testing/cassette/cleaner.ts";

const SECRET = "sk-proj-Canary0123456789abcdefghijKLMNOP";
const whole = (pieces: readonly { readonly text: string }[]): string => pieces.map(({ text }) => text).join("");

/** Cuts a text at these places, in any order. */
function cutAt(text: string, places: readonly number[]): readonly { at: number; text: string }[] {
  const ends = [...new Set(places.map((place) => place % (text.length + 1))), text.length].sort((a, b) => a - b);
  return ends
    .map((end, index) => ({ at: index, text: text.slice(ends[index - 1] ?? 0, end) }))
    .filter((piece) => piece.text !== "");
}

const delta = (content: string, index = 0): string =>
  `data: ${JSON.stringify({ id: "c-1", choices: [{ index, delta: { content } }] })}\n\n`;

const contentOf = (text: string, index: number): string =>
  [...text.matchAll(/^data: (\{.*)$/gm)]
    .flatMap(
      ([, json = ""]) => (JSON.parse(json) as { choices: { index: number; delta: { content: string } }[] }).choices,
    )
    .filter((choice) => choice.index === index)
    .map((choice) => choice.delta.content)
    .join("");

describe("cleanLines()", () => {
  it("gives a stream without secrets piece by piece as it came", () => {
    const line = fc.oneof(
      fc.json(),
      fc.string({ maxLength: 20 }),
      fc.constantFrom("event: x", "data: [DONE]", "", "data: {"),
    );
    fc.assert(
      fc.property(fc.array(line), fc.array(fc.nat()), (lines, places) => {
        const pieces = cutAt(lines.join("\n"), places);
        const cleaned = cleanLines(pieces, { ...createCleaner(), text: (text) => text, value: (value) => value });
        expect(cleaned).toEqual(pieces);
      }),
    );
  });

  it("takes a secret out however it is spelled and wherever the stream is cut, and nothing else", () => {
    fc.assert(
      fc.property(
        fc.array(fc.integer({ min: 1, max: 39 })),
        fc.array(fc.nat()),
        fc.boolean(),
        (spelling, places, two) => {
          const spelled = cutAt(SECRET, spelling).map(({ text }) => text);
          const events = ["The key is ", ...spelled, " and that is it."].flatMap((text) =>
            two ? [delta(text), delta(text.toUpperCase().slice(0, 1), 1)] : [delta(text)],
          );
          const cleaned = whole(cleanLines(cutAt(`${events.join("")}data: [DONE]\n\n`, places), createCleaner()));
          expect(contentOf(cleaned, 0)).toBe("The key is [REDACTED:api-key] and that is it.");
          expect(cleaned.split("\n\n")).toHaveLength(events.length + 2);
          expect(cleaned.endsWith("data: [DONE]\n\n")).toBe(true);
          if (two) expect(contentOf(cleaned, 1)).toMatch(/^T.* $/);
        },
      ),
    );
  });

  it("takes it out of a list that is streamed, and of what is given twice", () => {
    const parts = ["a ", SECRET.slice(0, 9), SECRET.slice(9)].map((text) => ({ candidates: [{ parts: [{ text }] }] }));
    const list = cleanLines(cutAt(JSON.stringify(parts, undefined, 2), [30, 70]), createCleaner());
    expect(JSON.parse(whole(list))).toMatchObject([
      { candidates: [{ parts: [{ text: "a [REDACTED:api-key]" }] }] },
      {},
      {},
    ]);
    const twice = cleanLines([{ at: 0, text: `data: {"a":"${SECRET}","a":"x"}\n` }], createCleaner());
    expect(whole(twice)).toBe('data: {"a":"[REDACTED:api-key]","a":"x"}\n');
  });
});
