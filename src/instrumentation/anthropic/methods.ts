import { GEN_AI_CONVERSATION_ID } from "../../semconv/gen-ai-attributes.ts";
import type { PlanCall } from "../observed-method.ts";
import { readPath } from "../read-path.ts";
import { type ClientMethod, type MethodTable, serverOfClient } from "../stainless/client.ts";
import { observedThread, observedToolRunner } from "./tool-runner.ts";

function inference(operation: "chat" | "text_completion"): PlanCall {
  return ([request, requestOptions], self) => {
    const client = readPath(self, "_client");
    // The client's own spans would bear it.
    const conversation = readPath(requestOptions, "openTelemetry", "conversationId");
    const isCompaction = readPath(request, "compaction") ?? undefined;
    return {
      kind: "llm",
      options: {
        ...serverOfClient(client, platformOf(client)),
        operation,
        request,
        isPlainlyPulled: true,
        ...(isCompaction !== undefined && { purpose: "compaction" }),
        ...(typeof conversation === "string" && { attributes: { [GEN_AI_CONVERSATION_ID]: conversation } }),
      },
    };
  };
}

/** Every method of Anthropic's clients that makes a billed request; `completions` is gone in version 1. */
export const ANTHROPIC_METHODS: MethodTable = [
  { path: ["messages", "create"], plan: inference("chat") },
  { path: ["beta", "messages", "create"], plan: inference("chat") },
  { path: ["completions", "create"], plan: inference("text_completion") },
];

/** The methods that run tools between requests. */
export const ANTHROPIC_RUNNERS: MethodTable<ClientMethod> = [
  { path: ["beta", "messages", "toolRunner"], observe: observedToolRunner },
  { path: ["beta", "messages", "thread"], observe: observedThread },
];

/** Who serves the model, when the base URL does not tell: the clients for Bedrock and Vertex say it, older ones by what they are configured with. */
function platformOf(client: unknown): string {
  const said = readPath(client, "_genAIProviderName");
  if (typeof said === "string" && said !== "") return said;
  if (readPath(client, "awsRegion") !== undefined) return "aws.bedrock";
  return readPath(client, "projectId") === undefined ? "anthropic" : "gcp.vertex_ai";
}
