import { providerOf } from "../../providers/index.ts";
import type { LlmOptions } from "../../record/scopes/llm.ts";
import type { RetrievedDocument } from "../../record/scopes/retrieval.ts";
import type { PlanCall, PlannedCall } from "../observed-method.ts";
import { readPath, serverOfUrl } from "../read-path.ts";

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

/** A reranker finds the documents for a query among those it is given. It is billed by searches, not by tokens. */
const rerank: PlanCall = ([request], self) => {
  const [model, query, topK] = [readPath(request, "model"), readPath(request, "query"), readPath(request, "topN")];
  return {
    kind: "retrieval",
    options: {
      ...serverOf(self),
      ...(typeof model === "string" && { model }),
      ...(typeof query === "string" && { query }),
      ...(typeof topK === "number" && { topK }),
      documentsIn: documentsOf,
    },
  };
};

function documentsOf(result: unknown): readonly RetrievedDocument[] {
  const results = readPath(result, "data", "results") ?? readPath(result, "results");
  if (!Array.isArray(results)) return [];
  return results.map((one: unknown) => {
    const [index, score] = [readPath(one, "index"), readPath(one, "relevanceScore")];
    return { ...(typeof index === "number" && { id: String(index) }), ...(typeof score === "number" && { score }) };
  });
}

/** The methods of Cohere's clients that ask a model for something, of both versions of the API. */
export const COHERE_METHODS: readonly { readonly name: string; readonly plan: PlanCall }[] = [
  { name: "chat", plan: llm("chat", false) },
  { name: "chatStream", plan: llm("chat", true) },
  { name: "generate", plan: llm("text_completion", false) },
  { name: "generateStream", plan: llm("text_completion", true) },
  { name: "summarize", plan: llm("text_completion", false) },
  { name: "embed", plan: embed },
  { name: "rerank", plan: rerank },
];

function serverOf(self: unknown): { provider: string; serverAddress?: string; serverPort?: number } {
  const options = readPath(self, "_options");
  const server = serverOfUrl(readPath(options, "baseUrl") ?? readPath(options, "environment"));
  const { serverAddress } = server;
  return { provider: (serverAddress === undefined ? undefined : providerOf(serverAddress)) ?? "cohere", ...server };
}
