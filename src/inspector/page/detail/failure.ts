import type { SpanDetail } from "../../api.ts";
import { textOf } from "../ui/json-text.ts";

/** Why a span failed, as far as its sender says. */
export interface Failure {
  readonly type: string;
  readonly message: string;
  readonly stack: string;
}

/** Reads the status, the attributes and the exception of a span that failed; `undefined` for one that did not. */
export function failureOf(span: SpanDetail): Failure | undefined {
  const exception = span.events.findLast(({ name }) => name === "exception")?.attributes ?? [];
  if (span.status !== "error" && span.errorType === null) return undefined;
  return {
    type: span.errorType ?? find(exception, "exception.type") ?? find(span.attributes, "error.type") ?? "error",
    message:
      span.statusMessage ||
      find(exception, "exception.message") ||
      find(span.attributes, "error.message") ||
      find(span.attributes, "exception.message") ||
      "",
    stack: find(exception, "exception.stacktrace") ?? "",
  };
}

function find(attributes: SpanDetail["attributes"], wanted: string): string | undefined {
  const value = attributes.find(([name]) => name === wanted)?.[1];
  return value === undefined ? undefined : textOf(value);
}
