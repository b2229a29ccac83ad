import { GEN_AI_OUTPUT_TYPE } from "../../semconv/gen-ai-attributes.ts";
import type { PlanCall } from "../observed-method.ts";
import { readPath } from "../read-path.ts";
import { serverOfClient } from "./client.ts";

/** Provider and server of a client. */
export type OriginOf = (client: unknown) => ReturnType<typeof serverOfClient>;

/** Clients whose usual server is a provider's own. */
export function originAt(provider: string): OriginOf {
  return (client) => serverOfClient(client, provider);
}

/** A request that is answered with text, streamed or not. */
export function inferencePlan(originOf: OriginOf, operation: "chat" | "text_completion"): PlanCall {
  return ([request], self) => ({
    kind: "llm",
    options: { ...originOf(readPath(self, "_client")), operation, request },
  });
}

/** Images, speech and transcriptions, which have no messages: parameters, sizes and usage are recorded. */
export function mediaPlan(originOf: OriginOf, output: "image" | "speech" | "text"): PlanCall {
  return ([request], self) => ({
    kind: "llm",
    options: {
      ...originOf(readPath(self, "_client")),
      operation: "generate_content",
      request,
      attributes: { [GEN_AI_OUTPUT_TYPE]: output },
    },
  });
}

export function embeddingsPlan(originOf: OriginOf): PlanCall {
  return ([request], self) => ({
    kind: "embeddings",
    options: { ...originOf(readPath(self, "_client")), request },
  });
}
