/** Instrumentations of others for `openai` and how the inspector understands them; the benchmarks measure the same installations. */
export const INSTRUMENTATIONS = [
  // It does not say what the cache gave.
  {
    peer: "wrapped-openllmetry",
    module: "@traceloop/instrumentation-openai",
    agentKind: "traceloop",
    model: "gpt-4o",
    cacheReadTokens: undefined,
  },
  // It does not say which model was asked for once one has answered.
  {
    peer: "wrapped-openinference",
    module: "@arizeai/openinference-instrumentation-openai",
    agentKind: "openinference",
    model: "gpt-4o-2024-08-06",
    cacheReadTokens: 4,
  },
] as const;
