import type { Cleaner } from "./cleaner.ts";
import type { StoredError } from "./format.ts";

/** What a cassette keeps of an error. */
export function storeError(error: unknown, cleaner: Cleaner): StoredError {
  try {
    const { name, code, message } = error as Readonly<Record<string, unknown>>;
    return {
      ...(typeof name === "string" && { name: cleaner.head(name, 200) }),
      ...(typeof code === "string" && { code: cleaner.head(code, 200) }),
      message: cleaner.head(String(typeof message === "string" ? message : error), 4_000),
    };
  } catch {
    return { message: "an error that cannot be read" };
  }
}

/** The error that a cassette stands for. */
export function errorOf({ name, code, message }: StoredError): Error {
  const error = new Error(message);
  if (name !== undefined && name !== "Error") error.name = name;
  return code === undefined ? error : Object.assign(error, { code });
}

/** What an error says, for whoever made the request: nothing of it is kept. */
export function storeErrorPlainly({ name, message, code }: Error & { readonly code?: unknown }): StoredError {
  return { name, message, ...(typeof code === "string" && { code }) };
}
