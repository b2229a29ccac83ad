/**
 * Whether a value is as expected: an object has at least the fields expected, a list exactly the items, a text matches a pattern. A function is
 * asked, and so is an asymmetric matcher such as `expect.any(String)`, at any depth.
 */
export function matchValue(actual: unknown, expected: unknown, depth: number = 0): boolean {
  if (isAsymmetric(expected)) return expected.asymmetricMatch(actual) === true;
  if (typeof expected === "function") return Boolean((expected as (value: unknown) => unknown)(actual));
  if (expected instanceof RegExp) return typeof actual === "string" && matches(expected, actual);
  if (Object.is(actual, expected)) return true;
  // What was recorded is a tree, so nothing that it could equal is deeper.
  if (!isObject(actual) || !isObject(expected) || depth > MAX_DEPTH) return false;
  if (Array.isArray(expected)) {
    if (!Array.isArray(actual) || actual.length !== expected.length) return false;
    return expected.every((one, index) => matchValue(actual[index], one, depth + 1));
  }
  if (Array.isArray(actual)) return false;
  return Object.keys(expected).every((key) => {
    if (expected[key] === undefined) return actual[key] === undefined;
    return Object.hasOwn(actual, key) && matchValue(actual[key], expected[key], depth + 1);
  });
}

const MAX_DEPTH = 64;

/** A name as given: the same text, or one that the pattern matches. */
export function matchName(actual: string | undefined, expected: string | RegExp): boolean {
  if (actual === undefined) return false;
  return typeof expected === "string" ? actual === expected : matches(expected, actual);
}

/** A pattern with the flag `g` or `y` would begin where it ended last. */
function matches(pattern: RegExp, text: string): boolean {
  return new RegExp(pattern.source, pattern.flags.replace(/[gy]/g, "")).test(text);
}

interface Asymmetric {
  asymmetricMatch(actual: unknown): unknown;
}

function isAsymmetric(value: unknown): value is Asymmetric {
  return isObject(value) && typeof value.asymmetricMatch === "function";
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null;
}
