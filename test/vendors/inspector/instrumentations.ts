/** Instrumentations of others for `openai` and how the inspector understands them; the benchmarks measure the same installations. */
export const INSTRUMENTATIONS = [
  // It does not say what the cache gave.
  {
    peer: "wrapped-openllmetry",
    module: "@traceloop/instrumentation-openai",
    agentKind: "traceloop",
    cacheReadTokens: undefined,
  },
  {
    peer: "wrapped-openinference",
    module: "@arizeai/openinference-instrumentation-openai",
    agentKind: "openinference",
    cacheReadTokens: 4,
  },
] as const;
