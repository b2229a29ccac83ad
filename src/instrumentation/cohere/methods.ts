import { providerOf } from "../../providers/index.ts";
import type { LlmOptions } from "../../record/scopes/llm.ts";
import type { PlanCall, PlannedCall } from "../observed-method.ts";
import { readPath } from "../read-path.ts";
import { planRerank } from "../rerank.ts";
import { serverOfUrl } from "../server-of-url.ts";

type Operation = "chat" | "text_completion";

function llm(operation: Operation, stream: boolean): PlanCall {
  return ([request], self): PlannedCall => ({
    kind: "llm",
    options: {
      ...serverOf(self),
      operation,
      request: { ...(request as object), stream },
      ...turns(request),
      streamIn: (result) => readPath(result, "data") ?? result,
    },
  });
}

/** The first version of the API has the last turn apart from those before it. */
function turns(request: unknown): Pick<LlmOptions, "input"> {
  const message = readPath(request, "message");
  if (typeof message !== "string") return {};
  const history = readPath(request, "chatHistory");
  return { input: [...(Array.isArray(history) ? (history as readonly unknown[]) : []), message] };
}

const embed: PlanCall = ([request], self) => ({
  kind: "embeddings",
  options: {
    ...serverOf(self),
    request,
    input: readPath(request, "texts") ?? readPath(request, "inputs") ?? readPath(request, "images"),
  },
});

const rerank: PlanCall = ([request], self) => {
  const model = readPath(request, "model");
  const options = { ...serverOf(self), ...(typeof model === "string" && { model }) };
  return planRerank(options, request, (answer) => readPath(answer, "data", "results") ?? readPath(answer, "results"));
};

const classify: PlanCall = ([request], self) => ({
  kind: "llm",
  options: {
    ...serverOf(self),
    operation: "generate_content",
    purpose: "classification",
    request: { model: readPath(request, "model") },
  },
});

/** The methods of Cohere's clients that ask a model for something, of both versions of the API. */
export const COHERE_METHODS: readonly { readonly name: string; readonly plan: PlanCall }[] = [
  { name: "chat", plan: llm("chat", false) },
  { name: "chatStream", plan: llm("chat", true) },
  { name: "generate", plan: llm("text_completion", false) },
  { name: "generateStream", plan: llm("text_completion", true) },
  { name: "summarize", plan: llm("text_completion", false) },
  { name: "classify", plan: classify },
  { name: "embed", plan: embed },
  { name: "rerank", plan: rerank },
];

function serverOf(self: unknown): { provider: string; serverAddress?: string; serverPort?: number } {
  const options = readPath(self, "_options");
  const server = serverOfUrl(readPath(options, "baseUrl") ?? readPath(options, "environment"));
  const { serverAddress } = server;
  return { provider: (serverAddress === undefined ? undefined : providerOf(serverAddress)) ?? "cohere", ...server };
}
