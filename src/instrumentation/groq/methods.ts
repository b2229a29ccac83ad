import type { MethodTable } from "../stainless/client.ts";
import { embeddingsPlan, inferencePlan, mediaPlan, originAt } from "../stainless/plans.ts";

const origin = originAt("groq");

/** Every method of Groq's client that makes a billed request. */
export const GROQ_METHODS: MethodTable = [
  { path: ["chat", "completions", "create"], plan: inferencePlan(origin, "chat") },
  { path: ["embeddings", "create"], plan: embeddingsPlan(origin) },
  { path: ["audio", "speech", "create"], plan: mediaPlan(origin, "speech") },
  { path: ["audio", "transcriptions", "create"], plan: mediaPlan(origin, "text") },
  { path: ["audio", "translations", "create"], plan: mediaPlan(origin, "text") },
];
