import { types } from "node:util";
import { field, firstOf, isList } from "./fields.ts";

/** Longest header value that is read. */
const MAX_VALUE_LENGTH = 1_000;

/**
 * One response header, whatever holds them: a `Headers`, a `Map`, or an object with names in any case and values that are text or
 * lists of text.
 */
export function header(headers: unknown, name: string): string | undefined {
  if ((typeof headers !== "object" && typeof headers !== "function") || headers === null) return undefined;
  if (ReadHeaders.is(headers)) return toValue(headers.get(name));
  if (isHeaders(headers)) return toValue(headers.get(name));
  const get = field(headers, "get");
  if (typeof get === "function") {
    try {
      const value: unknown = Reflect.apply(get, headers, [name]);
      if (value !== null && value !== undefined) return toValue(value);
    } catch {
      // A `get` that is not the one of headers: the properties are tried next.
    }
  }
  const direct = toValue(field(headers, name));
  if (direct !== undefined) return direct;
  return toValue(field(headers, capitalised(name)));
}

/**
 * Headers that are about to be asked for many names. A `Headers` checks each name that it is asked for, which takes longer for a score of
 * names than to read all that it has.
 */
export function headersRead(headers: unknown): unknown {
  return typeof headers === "object" && headers !== null && isHeaders(headers) ? new ReadHeaders(headers) : headers;
}

class ReadHeaders {
  readonly #values: ReadonlyMap<string, string>;

  constructor(headers: Headers) {
    this.#values = new Map(headers);
  }

  /** Asks nothing of what is a proxy. */
  static is(headers: object): headers is ReadHeaders {
    return #values in headers;
  }

  get(name: string): string | undefined {
    return this.#values.get(name);
  }
}

/** The `Headers` of this process, which know no case: asked for each name of many, they are asked once. */
function isHeaders(headers: object): headers is Headers {
  return !types.isProxy(headers) && Object.getPrototypeOf(headers) === Headers.prototype;
}

function toValue(value: unknown): string | undefined {
  const single = typeof value !== "string" && isList(value) ? firstOf(value) : value;
  return typeof single === "string" && single.length <= MAX_VALUE_LENGTH ? single : undefined;
}

const capitalisedNames = new Map<string, string>();

/** `x-request-id` as `X-Request-Id`. The names that are asked for are few and fixed. */
function capitalised(name: string): string {
  let found = capitalisedNames.get(name);
  if (found === undefined) {
    found = capitalise(name);
    capitalisedNames.set(name, found);
  }
  return found;
}

function capitalise(name: string): string {
  return name.replace(/(^|-)[a-z]/g, (start) => start.toUpperCase());
}
