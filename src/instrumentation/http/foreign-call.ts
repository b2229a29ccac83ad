import { contextManager } from "../../internal/active-client.ts";
import { GEN_AI_OPERATION_NAME } from "../../semconv/gen-ai-attributes.ts";
import { attempt } from "../observed-method.ts";
import { readPath } from "../read-path.ts";

const SPAN_KEY = Symbol.for("OpenTelemetry Context Key SPAN");

const CALLS: ReadonlySet<unknown> = new Set(["chat", "generate_content", "text_completion", "embeddings"]);

/** Whether the active span is a model call that somebody else records: a framework, or the provider's own client. A request inside it is that call. */
export function isInsideForeignCall(): boolean {
  return (
    attempt(() => {
      const span = contextManager()?.active().getValue(SPAN_KEY);
      if (!CALLS.has(readPath(span, "attributes", GEN_AI_OPERATION_NAME))) return false;
      return (span as { isRecording(): boolean }).isRecording();
    }) === true
  );
}
