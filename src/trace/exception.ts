import type { ContentAttribute } from "../internal/telemetry-record.ts";
import { headOf } from "../internal/text-head.ts";

/** What an exception says: its type, and its texts as content. */
export interface ExceptionFacts {
  readonly type?: string;
  readonly content: readonly ContentAttribute[];
}

/** Reads anything that can be thrown; never throws itself. Texts that are still to be cleaned must not be cut before: half a secret is not found. */
export function readException(exception: unknown, limit: number): ExceptionFacts {
  if (typeof exception === "string") return { content: contentOf([["exception.message", exception]], limit) };
  if (typeof exception !== "object" || exception === null) return { content: [] };
  const code = read(exception, "code");
  const name = read(exception, "name");
  const type = typeof code === "number" && code !== 0 ? String(code) : typeof code === "string" && code ? code : name;
  const content = contentOf(
    [
      ["exception.message", read(exception, "message")],
      ["exception.stacktrace", read(exception, "stack")],
    ],
    limit,
  );
  return typeof type === "string" && type !== "" ? { type: headOf(type, limit), content } : { content };
}

function contentOf(texts: readonly (readonly [key: string, text: unknown])[], limit: number): ContentAttribute[] {
  return texts.flatMap(([key, text]) =>
    typeof text === "string" && text !== "" ? [{ kind: "errorText", key, value: headOf(text, limit) }] : [],
  );
}

function read(exception: object, key: string): unknown {
  try {
    return Reflect.get(exception, key);
  } catch {
    // A getter of the host threw: that part of the exception says nothing.
    return undefined;
  }
}
