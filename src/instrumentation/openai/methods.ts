import { keepOpenInBackground, settleBackground } from "../background.ts";
import { freeModeration } from "../free-moderation.ts";
import type { PlanCall, PlannedCall } from "../observed-method.ts";
import { readPath } from "../read-path.ts";
import type { ClientMethod, MethodTable } from "../stainless/client.ts";
import { embeddingsPlan, mediaPlan } from "../stainless/plans.ts";
import { HOSTED_METHODS } from "./hosted/index.ts";
import { withUsage } from "./include-usage.ts";
import { originOf } from "./origin.ts";
import { observedRunTools } from "./run-tools.ts";

type Operation = "chat" | "generate_content" | "text_completion";

/** A request that is answered with text, streamed or not. */
function inference(operation: Operation, purpose?: string): PlanCall {
  return (args, self): PlannedCall => {
    const client = readPath(self, "_client");
    const [request] = args;
    const usage = withUsage(client, args);
    const options = {
      ...originOf(client),
      operation,
      request,
      isPlainlyPulled: true,
      ...(purpose !== undefined && { purpose }),
    };
    if (usage === undefined) return { kind: "llm", options };
    return { kind: "llm", options: { ...options, hidesChunk: usage.hidesChunk }, args: usage.args };
  };
}

const respond: PlanCall = ([request], self) => {
  const options = {
    ...originOf(readPath(self, "_client")),
    operation: "chat" as const,
    request,
    isPlainlyPulled: true,
  };
  if (readPath(request, "background") !== true) return { kind: "llm", options };
  const { onStart, ...background } = keepOpenInBackground();
  return { kind: "llm", options: { ...options, ...background }, onStart };
};

/** Reads a stored response back, or cancels it: no inference, though it may tell what one used that runs in the background. */
const fetchStored: PlanCall = ([id, query], self) => {
  const streamCursor = readPath(query, "starting_after") as number | undefined;
  const options = { ...originOf(readPath(self, "_client")), id: String(id), onResponse: settleBackground };
  return { kind: "fetchResponse", options: streamCursor === undefined ? options : { ...options, streamCursor } };
};

const moderate: PlanCall = ([request], self) => {
  const origin = originOf(readPath(self, "_client"));
  return {
    kind: "llm",
    options: { ...origin, operation: "generate_content", request, purpose: "moderation" },
    ...freeModeration(origin.serverAddress),
  };
};

/** Every method of OpenAI's client that makes a billed request, reads one back, or runs tools. */
export const OPENAI_METHODS: MethodTable<ClientMethod> = [
  { path: ["chat", "completions", "create"], plan: inference("chat") },
  { path: ["chat", "completions", "runTools"], observe: observedRunTools },
  { path: ["completions", "create"], plan: inference("text_completion") },
  { path: ["responses", "create"], plan: respond },
  { path: ["responses", "compact"], plan: inference("chat", "compaction") },
  { path: ["responses", "retrieve"], plan: fetchStored },
  { path: ["responses", "cancel"], plan: fetchStored },
  { path: ["beta", "responses", "create"], plan: respond },
  { path: ["beta", "responses", "compact"], plan: inference("chat", "compaction") },
  { path: ["beta", "responses", "retrieve"], plan: fetchStored },
  { path: ["beta", "responses", "cancel"], plan: fetchStored },
  { path: ["decisions", "create"], plan: inference("generate_content") },
  { path: ["embeddings", "create"], plan: embeddingsPlan(originOf) },
  { path: ["images", "generate"], plan: mediaPlan(originOf, "image") },
  { path: ["images", "edit"], plan: mediaPlan(originOf, "image") },
  { path: ["images", "createVariation"], plan: mediaPlan(originOf, "image") },
  { path: ["audio", "speech", "create"], plan: mediaPlan(originOf, "speech") },
  { path: ["audio", "transcriptions", "create"], plan: mediaPlan(originOf, "text") },
  { path: ["audio", "translations", "create"], plan: mediaPlan(originOf, "text") },
  { path: ["moderations", "create"], plan: moderate },
  ...HOSTED_METHODS,
];
