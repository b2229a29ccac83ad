import type { MethodTable } from "../stainless/client.ts";
import { embeddingsPlan, inferencePlan, mediaPlan, originAt } from "../stainless/plans.ts";

const origin = originAt("together");

/** Every method of Together's client that makes a billed request to a model. */
export const TOGETHER_METHODS: MethodTable = [
  { path: ["chat", "completions", "create"], plan: inferencePlan(origin, "chat") },
  { path: ["completions", "create"], plan: inferencePlan(origin, "text_completion") },
  { path: ["embeddings", "create"], plan: embeddingsPlan(origin) },
  { path: ["images", "generate"], plan: mediaPlan(origin, "image") },
  { path: ["audio", "speech", "create"], plan: mediaPlan(origin, "speech") },
  { path: ["audio", "transcriptions", "create"], plan: mediaPlan(origin, "text") },
  { path: ["audio", "translations", "create"], plan: mediaPlan(origin, "text") },
];
