import { contextManager } from "../../internal/active-client.ts";
import { attempt } from "../../internal/attempt.ts";
import { SPAN_KEY } from "../../internal/context-keys.ts";
import { DUPLICATE } from "../../semconv/agentscribe-attributes.ts";
import { GEN_AI_OPERATION_NAME } from "../../semconv/gen-ai-attributes.ts";
import { CALL_OPERATIONS } from "../../semconv/operations.ts";
import { readPath } from "../read-path.ts";

/**
 * Marks the active span as a duplicate when it is a model call that somebody else records: a framework, or the provider's own client. The request
 * inside it is that call, and is recorded here with its cost.
 */
export function markForeignCall(): void {
  attempt(() => {
    const span = contextManager()?.active().getValue(SPAN_KEY);
    if (!CALL_OPERATIONS.has(readPath(span, "attributes", GEN_AI_OPERATION_NAME))) return;
    (span as { setAttribute(name: string, value: boolean): unknown }).setAttribute(DUPLICATE, true);
  });
}
