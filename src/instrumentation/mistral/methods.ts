import { providerOf } from "../../providers/index.ts";
import type { LlmOptions } from "../../record/scopes/llm.ts";
import type { PlanCall, PlannedCall } from "../observed-method.ts";
import { readPath } from "../read-path.ts";
import { serverOfUrl } from "../server-of-url.ts";
import type { MethodTable } from "../stainless/client.ts";

type Options = Omit<LlmOptions, "provider">;

function llm(
  operation: Options["operation"] & string,
  more: (request: unknown) => Partial<Options> = () => ({}),
): PlanCall {
  return ([request], self): PlannedCall => ({
    kind: "llm",
    options: { ...serverOf(self), operation, request, ...more(request) },
  });
}

const streamed = (request: unknown): Partial<Options> => ({ request: { ...(request as object), stream: true } });

/** The answer is parsed by a schema that the caller gives as an object of a validator. */
const parsed = (request: unknown): Partial<Options> => ({
  request: { ...(request as object), responseFormat: { type: "json_schema" } },
});
const parsedStream = (request: unknown): Partial<Options> => streamed(parsed(request).request);

/** An agent that Mistral keeps: it has the model, the request names the agent. */
const ofAgent = (request: unknown): Partial<Options> => {
  const id = readPath(request, "agentId");
  return typeof id === "string" ? { attributes: { "gen_ai.agent.id": id } } : {};
};
const ofAgentStreamed = (request: unknown): Partial<Options> => ({ ...ofAgent(request), ...streamed(request) });

/** Turns that are added to a conversation name it beside the request. */
const inConversation = (request: unknown): Partial<Options> => {
  const inner = readPath(request, "conversationAppendRequest") ?? readPath(request, "conversationRestartRequest");
  const inputs = readPath(inner, "inputs") ?? readPath(request, "inputs");
  return {
    ...ofAgent(request),
    request: { ...(inner as object | undefined), ...(request as object) },
    ...(inputs !== undefined && { input: inputs }),
  };
};
const inConversationStreamed = (request: unknown): Partial<Options> => {
  const planned = inConversation(request);
  return { ...planned, ...streamed(planned.request) };
};

/** Bytes and addresses of media are not read. */
const media = (request: unknown): Partial<Options> => ({ request: { model: readPath(request, "model") } });

/** What a classifier is for, of words that others use too. */
const classifying =
  (purpose: "moderation" | "classification") =>
  (request: unknown): Partial<Options> => ({ purpose, request: { model: readPath(request, "model") } });

const embeddings: PlanCall = ([request], self) => ({
  kind: "embeddings",
  options: { ...serverOf(self), request },
});

/** Every method of Mistral's client that makes one request of a model. `parse` does not call `complete`, it makes its own. */
export const MISTRAL_METHODS: MethodTable = [
  { path: ["chat", "complete"], plan: llm("chat") },
  { path: ["chat", "stream"], plan: llm("chat", streamed) },
  { path: ["chat", "parse"], plan: llm("chat", parsed) },
  { path: ["chat", "parseStream"], plan: llm("chat", parsedStream) },
  { path: ["fim", "complete"], plan: llm("text_completion") },
  { path: ["fim", "stream"], plan: llm("text_completion", streamed) },
  { path: ["agents", "complete"], plan: llm("chat", ofAgent) },
  { path: ["agents", "stream"], plan: llm("chat", ofAgentStreamed) },
  ...["start", "append", "restart"].flatMap((name) => [
    { path: ["beta", "conversations", name], plan: llm("chat", inConversation) },
    { path: ["beta", "conversations", `${name}Stream`], plan: llm("chat", inConversationStreamed) },
  ]),
  { path: ["embeddings", "create"], plan: embeddings },
  { path: ["classifiers", "moderate"], plan: llm("generate_content", classifying("moderation")) },
  { path: ["classifiers", "moderateChat"], plan: llm("generate_content", classifying("moderation")) },
  { path: ["classifiers", "classify"], plan: llm("generate_content", classifying("classification")) },
  { path: ["classifiers", "classifyChat"], plan: llm("generate_content", classifying("classification")) },
  { path: ["ocr", "process"], plan: llm("generate_content", media) },
  { path: ["audio", "transcriptions", "complete"], plan: llm("generate_content", media) },
  {
    path: ["audio", "transcriptions", "stream"],
    plan: llm("generate_content", (request) => streamed(media(request).request)),
  },
];

function serverOf(self: unknown): { provider: string; serverAddress?: string; serverPort?: number } {
  const server = serverOfUrl(readPath(self, "_baseURL"));
  const { serverAddress } = server;
  return { provider: (serverAddress === undefined ? undefined : providerOf(serverAddress)) ?? "mistral_ai", ...server };
}
