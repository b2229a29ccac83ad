import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { HintFinder } from "../../../src/privacy/hint-finder.ts";
import { SECRET_RULES } from "../../../src/privacy/secret-rules.ts";

const GROUPS = SECRET_RULES.map(({ hints }) => hints);

/** What a search for each hint finds. */
function searched(text: string, groups: readonly (readonly string[])[]): readonly number[] {
  return [...groups.keys()].filter((group) => groups[group]?.some((hint) => text.includes(hint)));
}

function found(text: string, groups: readonly (readonly string[])[]): readonly number[] {
  return [...new HintFinder(groups).groupsIn(text)].sort((a, b) => a - b);
}

describe("HintFinder", () => {
  const piece = fc.oneof(
    fc.constantFrom(...GROUPS.flat()).chain((hint) => fc.nat(hint.length).map((from) => hint.slice(from))),
    fc.constantFrom(...GROUPS.flat()).chain((hint) => fc.nat(hint.length).map((to) => hint.slice(0, to))),
    fc.string({ unit: "binary", maxLength: 6 }),
  );

  it("finds what a search for each hint of the rules finds, in any text", () => {
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 20 }), (pieces) => {
        const text = pieces.join("");
        expect(found(text, GROUPS)).toEqual(searched(text, GROUPS));
      }),
    );
  });

  it("finds hints of any letters", () => {
    const letters = fc.string({ unit: fc.constantFrom("a", "b", "-", " "), maxLength: 12 });
    const hints = fc.array(fc.array(letters.filter(Boolean), { maxLength: 4 }), { maxLength: 6 });
    fc.assert(
      fc.property(hints, letters, (groups, text) => {
        expect(found(text, groups)).toEqual(searched(text, groups));
      }),
    );
  });

  it("finds each hint alone, at the ends of a text and inside", () => {
    const finder = new HintFinder(GROUPS);
    for (const [group, hints] of GROUPS.entries()) {
      for (const hint of hints) {
        for (const text of [hint, `${hint}é`, `\u{1f511}${hint}`, `aa ${hint} aa`]) {
          expect(finder.groupsIn(text).has(group), JSON.stringify(text)).toBe(true);
        }
      }
    }
  });

  it("takes letters of other alphabets for no others", () => {
    // U+0170 and U+0175 are 0x70 and 0x75 in their last seven bits: `p` and `u`.
    expect(found("Űŵ-Ű-ŵ", [["pu"], ["-p"], ["-u"], ["p"]])).toEqual([]);
  });
});
