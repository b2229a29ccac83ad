import { providerOf } from "../../providers/index.ts";
import type { PlanCall, PlannedCall } from "../observed-method.ts";
import { readPath } from "../read-path.ts";
import { serverOfUrl } from "../server-of-url.ts";

function llm(operation: "chat" | "text_completion"): PlanCall {
  return ([request], self): PlannedCall => ({ kind: "llm", options: { ...serverOf(self), operation, request } });
}

const embeddings: PlanCall = ([request], self) => ({ kind: "embeddings", options: { ...serverOf(self), request } });

/** The methods of Ollama's client that ask a model for something. */
export const OLLAMA_METHODS: readonly { readonly name: string; readonly plan: PlanCall }[] = [
  { name: "chat", plan: llm("chat") },
  { name: "generate", plan: llm("text_completion") },
  { name: "embed", plan: embeddings },
  { name: "embeddings", plan: embeddings },
];

function serverOf(self: unknown): { provider: string; serverAddress?: string; serverPort?: number } {
  const server = serverOfUrl(readPath(self, "config", "host"));
  const { serverAddress } = server;
  return { provider: (serverAddress === undefined ? undefined : providerOf(serverAddress)) ?? "ollama", ...server };
}
