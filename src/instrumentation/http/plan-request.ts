import { GEN_AI_OUTPUT_TYPE } from "../../semconv/gen-ai-attributes.ts";
import type { InferenceOperation } from "../../semconv/operations.ts";
import { invokeKind } from "../bedrock/invoke-kind.ts";
import { freeModeration } from "../free-moderation.ts";
import type { PlannedCall } from "../observed-method.ts";
import type { ModelEndpoint } from "./model-endpoints.ts";
import { hasProperties, type RequestBody } from "./request-body.ts";

/** The model call that an HTTP request is; absent when its body shows that it is none. `requestBody`: the body itself. */
export function planRequest(
  endpoint: ModelEndpoint,
  body: RequestBody | undefined,
  requestBody?: unknown,
): PlannedCall | undefined {
  const { provider, operation, serverAddress, serverPort, model, stream, purpose, output, needs } = endpoint;
  if (needs !== undefined && !hasProperties(body, needs)) return undefined;
  const named = model === undefined ? {} : { [provider === "aws.bedrock" ? "modelId" : "model"]: model };
  const request = { ...named, ...body, ...(stream === true && { stream }) };
  const options = { provider, serverAddress, serverPort, request, requestBody };
  if (operation === "embeddings") return { kind: "embeddings", options };
  const asked = endpoint.takesAnyBody === true ? (chatOrText(model ?? "", body) ?? operation) : operation;
  return {
    kind: "llm",
    options: {
      ...options,
      operation: asked,
      ...(purpose !== undefined && { purpose }),
      ...(output !== undefined && { attributes: { [GEN_AI_OUTPUT_TYPE]: output } }),
    },
    ...(purpose === "moderation" && freeModeration(serverAddress)),
  };
}

function chatOrText(model: string, body: RequestBody | undefined): InferenceOperation | undefined {
  const kind = invokeKind(model, body);
  return kind === "embeddings" || kind === "rerank" ? undefined : kind;
}
