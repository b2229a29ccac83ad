import type { PlanCall, PlannedCall } from "../observed-method.ts";
import { readPath } from "../read-path.ts";
import { type MethodTable, serverOfClient } from "../stainless/client.ts";

function inference(operation: "chat" | "generate_content" | "text_completion"): PlanCall {
  return ([request], self): PlannedCall => ({
    kind: "llm",
    options: { ...serverOfClient(readPath(self, "_client"), "openai"), operation, request },
  });
}

const embeddings: PlanCall = ([request], self) => ({
  kind: "embeddings",
  options: { ...serverOfClient(readPath(self, "_client"), "openai"), request },
});

/** Every method of OpenAI's client that makes a billed request. */
export const OPENAI_METHODS: MethodTable = [
  { path: ["chat", "completions", "create"], plan: inference("chat") },
  { path: ["completions", "create"], plan: inference("text_completion") },
  { path: ["responses", "create"], plan: inference("chat") },
  { path: ["embeddings", "create"], plan: embeddings },
];
