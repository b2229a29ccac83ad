import { describe, expect, it } from "vitest";
import { KnownDecisions } from "../../../../src/internal/judgements/known-decisions.ts";
import { KnownKinds, MAX_KINDS } from "../../../../src/internal/judgements/known-kinds.ts";
import { judgeNewDecision } from "../../../../src/internal/judgements/new-decision.ts";

const DAY = 86_400_000;

/** As many kinds as are known at most, each seen once at the start. */
function full(): KnownKinds {
  const kinds = new KnownKinds();
  for (let index = 0; index < MAX_KINDS; index += 1) kinds.add(`old ${index}`, 0);
  return kinds;
}

describe("KnownKinds", () => {
  it("says of all kinds but one how often they were seen, and how many once", () => {
    const kinds = new KnownKinds();
    for (const name of ["a", "b", "b", "c"]) kinds.add(name, DAY);
    expect(kinds.others("a", 3 * DAY)).toEqual({ ageMillis: 2 * DAY, total: 3, singles: 1 });
    expect(kinds.others("b", 3 * DAY)).toEqual({ ageMillis: 2 * DAY, total: 2, singles: 2 });
    expect(kinds.others("x", 3 * DAY)).toEqual({ ageMillis: 2 * DAY, total: 4, singles: 2 });
  });

  it("takes for new what was not seen for a week", () => {
    const kinds = new KnownKinds();
    for (let day = 0; day <= 15; day += 1) {
      kinds.add("usual", day * DAY);
      if ([0, 7, 15].includes(day)) kinds.add("a", day * DAY);
    }
    expect(kinds.firstMillis("a")).toBe(15 * DAY);
    kinds.add("a", 16 * DAY);
    expect([kinds.firstMillis("a"), kinds.countOf("a")]).toEqual([15 * DAY, 4]);
  });

  it("begins anew where nothing was seen for a week: what is usual is not known any more", () => {
    const kinds = new KnownKinds();
    for (const day of [0, 1, 2]) for (const name of ["a", "b", "c"]) kinds.add(name, day * DAY);
    for (const name of ["b", "a"]) kinds.add(name, 10 * DAY);
    expect(kinds.others("a", 10 * DAY)).toEqual({ ageMillis: 0, total: 1, singles: 1 });
    expect(judgeNewDecision({ among: kinds, name: "a" }, 10 * DAY).verdict.verdict).toBe("not enough data");
    kinds.add("c", 3 * DAY);
    expect(kinds.others("c", 11 * DAY)?.ageMillis).toBe(DAY);
  });

  it("knows nothing where there are too many, until some were not seen for a week", () => {
    const kinds = full();
    kinds.add("one more", 7 * DAY);
    expect([kinds.firstMillis("one more"), kinds.others("x", 7 * DAY)]).toEqual([undefined, undefined]);
    kinds.add("old 0", 8 * DAY);
    kinds.add("one more", 8 * DAY);
    expect(["one more", "old 0", "old 1"].map((name) => kinds.firstMillis(name))).toEqual([
      8 * DAY,
      8 * DAY,
      undefined,
    ]);
    expect(kinds.others("x", 8 * DAY)).toEqual({ ageMillis: 8 * DAY, total: MAX_KINDS + 3, singles: 1 });
  });
});

describe("KnownDecisions", () => {
  it("forgets the choices of a type with the type", () => {
    const decisions = new KnownDecisions();
    for (let index = 0; index < MAX_KINDS; index += 1) decisions.add(`old ${index}`, "yes", 0);
    expect(decisions.add("one more", "yes", DAY)).toBeUndefined();
    expect(decisions.add("one more", "yes", 8 * DAY)?.firstMillis("yes")).toBe(8 * DAY);
    expect(decisions.add("old 0", "no", 8 * DAY)?.firstMillis("yes")).toBeUndefined();
  });
});
