/** How an installed version stands to those that were tested. */
export type VersionJudgement = "tested" | "newer than tested" | "older than tested" | "not tested";

/**
 * A version is tested when one of the same major was, and no lower one: in a major version nothing is to break. Of versions before 1.0 the
 * second number says what breaks.
 */
export function judgeVersion(version: string, tested: readonly string[]): VersionJudgement {
  const given = numbersOf(version);
  const known = tested.map(numbersOf).filter((one) => one !== undefined);
  const newest = known.at(-1);
  const oldest = known[0];
  if (given === undefined || newest === undefined || oldest === undefined) return "not tested";
  const same = known.filter((one) => isSameLine(one, given)).at(-1);
  if (same !== undefined) return compare(given, same) > 0 ? "newer than tested" : "tested";
  if (compare(given, newest) > 0) return "newer than tested";
  return compare(given, oldest) < 0 ? "older than tested" : "not tested";
}

/** Whether a version of the same major was tested: what is newer there may add, and is not to break. */
export function isOfTestedMajor(version: string, tested: readonly string[]): boolean {
  const given = numbersOf(version);
  return given !== undefined && tested.map(numbersOf).some((one) => one !== undefined && isSameLine(one, given));
}

type Numbers = readonly [number, number, number];

function numbersOf(version: string): Numbers | undefined {
  const found = /^(\d{1,6})\.(\d{1,6})\.(\d{1,6})/.exec(version);
  return found === null ? undefined : [Number(found[1]), Number(found[2]), Number(found[3])];
}

function isSameLine(one: Numbers, other: Numbers): boolean {
  return one[0] === other[0] && (one[0] > 0 || one[1] === other[1]);
}

function compare(one: Numbers, other: Numbers): number {
  return one[0] - other[0] || one[1] - other[1] || one[2] - other[2];
}
