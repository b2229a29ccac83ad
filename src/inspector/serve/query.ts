import { HttpError } from "./http-error.ts";

const MAX_TEXT = 2_000;

/** How the text of a query parameter becomes a value. @throws HttpError 400 */
export type ReadValue<T> = (text: string, name: string) => T;

/** Any text that is not too long. */
export const text: ReadValue<string> = (value, name) => {
  if (value.length > MAX_TEXT) throw new HttpError(400, `${name} has more than ${MAX_TEXT} characters`);
  return value;
};

/** A whole number from `least` to `most`. */
export function integer(least: number, most: number): ReadValue<number> {
  return (value, name) => {
    const number = Number(value);
    if (/^-?\d{1,16}$/.test(value) && number >= least && number <= most) return number;
    throw new HttpError(400, `${name} must be a whole number from ${least} to ${most}`);
  };
}

/** Microseconds since 1970. */
export const micros: ReadValue<number> = integer(0, Number.MAX_SAFE_INTEGER);

export const boolean: ReadValue<boolean> = (value, name) => {
  if (value === "true" || value === "1") return true;
  if (value === "false" || value === "0") return false;
  throw new HttpError(400, `${name} must be true or false`);
};

export function choice<const T extends string>(...choices: readonly T[]): ReadValue<T> {
  return (value, name) => {
    const found = choices.find((one) => one === value);
    if (found === undefined) throw new HttpError(400, `${name} must be one of ${choices.join(", ")}`);
    return found;
  };
}

type Values<S extends Readonly<Record<string, ReadValue<unknown>>>> = {
  readonly [name in keyof S]?: ReturnType<S[name]>;
};

/**
 * Reads a query strictly: each parameter once, only those of the shape. A parameter without text counts as not given.
 *
 * @throws HttpError 400
 */
export function readQuery<const S extends Readonly<Record<string, ReadValue<unknown>>>>(
  query: URLSearchParams,
  shape: S,
): Values<S> {
  const values: Record<string, unknown> = {};
  for (const [name, value] of queryTexts(query)) {
    const read = Object.hasOwn(shape, name) ? shape[name] : undefined;
    if (read === undefined) throw new HttpError(400, `unknown parameter ${JSON.stringify(name.slice(0, 60))}`);
    if (value !== "") values[name] = read(value, name);
  }
  return values as Values<S>;
}

/** The parameters of a query as they are. @throws HttpError 400 for one that is given twice */
export function queryTexts(query: URLSearchParams): ReadonlyMap<string, string> {
  const texts = new Map<string, string>();
  for (const [name, value] of query) {
    if (texts.has(name)) throw new HttpError(400, `${JSON.stringify(name.slice(0, 60))} is given twice`);
    texts.set(name, value);
  }
  return texts;
}
