import type { Span } from "@opentelemetry/api";
import { INVALID_SPAN_CONTEXT } from "../../internal/invalid-span-context.ts";
import type { ScopeHandle } from "../../record/scope-handle.ts";
import { readPath } from "../read-path.ts";

/** What AI SDK 5 and 6 write on a span, kept for the scope that stands for it. */
export interface WrittenSpan {
  readonly span: Span;
  /** The value of an attribute that was set after the start. */
  attribute(key: string): unknown;
  /** The exception that was recorded, as name and message. */
  exception(): { readonly name: string; readonly message: string } | undefined;
}

/** A span that only remembers. */
export function writtenSpan(scope: ScopeHandle | undefined, onEnd: () => void = () => undefined): WrittenSpan {
  const attributes = new Map<string, unknown>();
  let exception: { readonly name: string; readonly message: string } | undefined;
  const span: Span = {
    spanContext: () => scope?.span.spanContext() ?? INVALID_SPAN_CONTEXT,
    setAttribute(key, value) {
      attributes.set(key, value);
      return span;
    },
    setAttributes(given) {
      for (const key of Object.keys(given ?? {})) attributes.set(key, readPath(given, key));
      return span;
    },
    addEvent: () => span,
    addLink: () => span,
    addLinks: () => span,
    setStatus: () => span,
    updateName: () => span,
    end: onEnd,
    isRecording: () => true,
    recordException(thrown) {
      const [name, message] = [readPath(thrown, "name"), readPath(thrown, "message")];
      exception ??= {
        name: typeof name === "string" ? name : "Error",
        message: typeof message === "string" ? message : "",
      };
    },
  };
  return { span, attribute: (key) => attributes.get(key), exception: () => exception };
}
