import { providerOf } from "../../providers/index.ts";
import { GEN_AI_OUTPUT_TYPE } from "../../semconv/gen-ai-attributes.ts";
import type { PlanCall, PlannedCall } from "../observed-method.ts";
import { readPath } from "../read-path.ts";
import { planRerank } from "../rerank.ts";
import { serverOfUrl } from "../server-of-url.ts";
import type { MethodTable } from "../stainless/client.ts";

/** The request stands in an object of its own, beside headers for the application's name. */
function inference(key: string): PlanCall {
  return ([sent, options], self): PlannedCall => ({
    kind: "llm",
    options: {
      ...serverOf(self, options),
      operation: "chat",
      request: readPath(sent, key),
      isPlainlyPulled: true,
      failureIn,
    },
  });
}

function media(key: string, output: "image" | "speech" | "text"): PlanCall {
  return ([sent, options], self): PlannedCall => {
    const request = readPath(sent, key);
    return {
      kind: "llm",
      options: {
        ...serverOf(self, options),
        operation: "generate_content",
        // What was said or shown is not read.
        request: output === "text" ? { model: readPath(request, "model") } : request,
        attributes: { [GEN_AI_OUTPUT_TYPE]: output },
        isPlainlyPulled: true,
        failureIn,
      },
    };
  };
}

const embed: PlanCall = ([sent, options], self) => ({
  kind: "embeddings",
  options: { ...serverOf(self, options), request: readPath(sent, "requestBody") },
});

const rerank: PlanCall = ([sent, options], self) => {
  const request = readPath(sent, "requestBody");
  const model = readPath(request, "model");
  const from = { ...serverOf(self, options), ...(typeof model === "string" && { model }) };
  return planRerank(from, request, (answer) => readPath(answer, "results"));
};

/** Every method of OpenRouter's client that makes one request of a model. `callModel` makes several, below these. */
export const OPENROUTER_METHODS: MethodTable = [
  { path: ["chat", "send"], plan: inference("chatRequest") },
  { path: ["responses", "send"], plan: inference("responsesRequest") },
  { path: ["beta", "responses", "send"], plan: inference("responsesRequest") },
  { path: ["embeddings", "generate"], plan: embed },
  { path: ["rerank", "rerank"], plan: rerank },
  { path: ["images", "generate"], plan: media("imageGenerationRequest", "image") },
  { path: ["tts", "createSpeech"], plan: media("speechRequest", "speech") },
  { path: ["stt", "createTranscription"], plan: media("sttRequest", "text") },
  { path: ["stt", "createTranscriptionMultipart"], plan: media("requestBody", "text") },
];

/** The failure that a chunk tells of: the client hands it on and throws nothing. The code in the chunk of a chat is a status of HTTP. */
function failureIn(chunk: unknown): unknown {
  const type = readPath(chunk, "type");
  if (type === "error" || type === "response.failed") return chunk;
  const error = readPath(chunk, "error");
  return typeof error === "object" && error !== null ? { status: readPath(error, "code"), error } : undefined;
}

/** Provider and server of a client or one of its parts. */
export function serverOf(
  self: unknown,
  options?: unknown,
): { provider: string; serverAddress?: string; serverPort?: number } {
  const server = serverOfUrl(readPath(options, "serverURL") ?? readPath(self, "_baseURL"));
  const { serverAddress } = server;
  return { provider: (serverAddress === undefined ? undefined : providerOf(serverAddress)) ?? "openrouter", ...server };
}
