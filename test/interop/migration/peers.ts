import type { SetName } from "../versions.ts";
import { factsOfSpans, type ToldFacts } from "./facts-told.ts";
import type { SentRequest } from "./played.ts";
import { factsOfLangSmith, factsOfSentry } from "./told-in-own-formats.ts";

export interface Peer {
  readonly name: SetName;
  /** Where its program sends: the first part of the path. */
  readonly backend: string;
  readonly read: (requests: readonly SentRequest[]) => ToldFacts;
  /** What its own program says otherwise than ours. */
  readonly differs: Partial<ToldFacts>;
  readonly rates: boolean;
  /** What our backend is told while both run, where it is not all. */
  readonly withBoth?: Partial<ToldFacts>;
  /** What theirs is told then. */
  readonly theirsWithBoth?: Partial<ToldFacts>;
}

export const PEERS: readonly Peer[] = [
  {
    name: "langfuse",
    backend: "langfuse",
    read: factsOfSpans,
    differs: {},
    rates: true,
    // In host mode an exporter of ours gets our spans alone, and the tool is theirs still.
    withBoth: { tools: [] },
  },
  { name: "langsmith", backend: "langsmith", read: factsOfLangSmith, differs: {}, rates: true },
  {
    name: "openllmetry",
    backend: "traceloop",
    read: factsOfSpans,
    // Its instrumentation leaves out what the cache gave.
    differs: { cacheReadTokens: 0 },
    rates: true,
    withBoth: { tools: [] },
    theirsWithBoth: { cacheReadTokens: 104 },
  },
  { name: "openinference", backend: "phoenix", read: factsOfSpans, differs: {}, rates: true },
  { name: "sentry", backend: "sentry", read: factsOfSentry, differs: {}, rates: false },
  {
    name: "ai-sdk",
    backend: "ours",
    read: factsOfSpans,
    // The runtime context is on the spans of runs and steps, not on those of requests.
    differs: { sessions: [], users: [] },
    rates: false,
  },
];
