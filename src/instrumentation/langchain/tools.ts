import { attempt } from "../../internal/attempt.ts";
import type { RetrievedDocument } from "../../record/scopes/retrieval.ts";
import { readPath } from "../read-path.ts";
import { toolNameHere } from "./context.ts";

/** Longer arguments stay the text that they are. */
const MAX_PARSED_LENGTH = 100_000;

/** The name that the model knows the tool by; of older tools that do not say it, the class. */
export function nameOfTool(tool: unknown, runName: unknown): string {
  const path = readPath(tool, "id");
  const candidates = [runName, toolNameHere(), readPath(tool, "name"), readPath(tool, "kwargs", "name")];
  const named = [...candidates, Array.isArray(path) ? path.at(-1) : undefined];
  return (named.find((name) => typeof name === "string" && name !== "") as string | undefined) ?? "unknown";
}

/** LangChain gives a tool's input as JSON text. */
export function argumentsOf(input: unknown): unknown {
  if (typeof input !== "string" || input.length > MAX_PARSED_LENGTH || !/^\s*[{[]/.test(input)) return input;
  return attempt(() => JSON.parse(input) as unknown) ?? input;
}

/** A tool that was called by a model answers with a message. */
export function resultOf(output: unknown): unknown {
  return readPath(output, "lc_kwargs") === undefined ? output : readPath(output, "content");
}

export function toolCallIdOf(output: unknown): string | undefined {
  const id = readPath(output, "tool_call_id");
  return typeof id === "string" && id !== "" ? id : undefined;
}

/** Retrievers of vector stores say how many documents they are asked for. */
export function topKOf(retriever: unknown, metadata: unknown): number | undefined {
  const k = readPath(retriever, "kwargs", "k") ?? readPath(metadata, "ls_retriever_k");
  return typeof k === "number" ? k : undefined;
}

export function documentsOf(documents: unknown): readonly RetrievedDocument[] {
  if (!Array.isArray(documents)) return [];
  return documents.map((document: unknown) => {
    const id = readPath(document, "id") ?? readPath(document, "metadata", "id");
    const score = readPath(document, "metadata", "score") ?? readPath(document, "metadata", "relevanceScore");
    const content = readPath(document, "pageContent");
    return {
      ...((typeof id === "string" || typeof id === "number") && { id: String(id) }),
      ...(typeof score === "number" && { score }),
      ...(typeof content === "string" && { content }),
    };
  });
}
