import type { PlannedCall } from "../observed-method.ts";
import type { ModelEndpoint } from "./model-endpoints.ts";
import { hasProperties, type RequestBody } from "./request-body.ts";

/** The model call that an HTTP request is; absent when its body shows that it is none. */
export function planRequest(endpoint: ModelEndpoint, body: RequestBody | undefined): PlannedCall | undefined {
  const { provider, operation, serverAddress, serverPort, model, stream, purpose, needs } = endpoint;
  if (needs !== undefined && !hasProperties(body, needs)) return undefined;
  const named = model === undefined ? {} : { [provider === "aws.bedrock" ? "modelId" : "model"]: model };
  const request = { ...named, ...body, ...(stream === true && { stream }) };
  const options = { provider, serverAddress, serverPort, request };
  return operation === "embeddings"
    ? { kind: "embeddings", options }
    : { kind: "llm", options: { ...options, operation, ...(purpose !== undefined && { purpose }) } };
}
