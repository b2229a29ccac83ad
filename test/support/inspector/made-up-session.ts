import type { Conversation, ConversationMessage, SessionRow, Step } from "../../../src/inspector/api.ts";
import { EMPTY_STEP } from "../../../src/inspector/steps/draft.ts";

/** Any session. */
export function madeUpSession(changes: Partial<SessionRow> = {}): SessionRow {
  return {
    id: "session-a",
    service: "triage-bot",
    agentKind: "agentscribe",
    agent: "triage",
    user: "user-7",
    taskType: "bugfix",
    outcome: "success",
    endReason: "completed",
    startUs: 1_790_000_000_000_000,
    endUs: 1_790_000_009_000_000,
    isOpen: false,
    spans: 12,
    traces: 1,
    events: 4,
    models: ["gpt-6"],
    decisionPath: "route:search > answer:reply",
    inferenceCalls: 3,
    toolCalls: 2,
    errors: 1,
    failed: changes.errors !== 0,
    inputTokens: 5_400,
    outputTokens: 620,
    cacheReadTokens: 2_000,
    cacheWriteTokens: 0,
    reasoningTokens: 120,
    costUsd: 0.0421,
    unpricedCalls: 0,
    ...changes,
  };
}

/** Any step: a model call that says nothing, unless the changes make it something else. */
export function madeUpStep(index: number, changes: Partial<Step> = {}): Step {
  return {
    ...EMPTY_STEP,
    index,
    type: "inference",
    traceId: "0af7651916cd43dd8448eb211c80319c",
    spanId: (index + 1).toString(16).padStart(16, "0"),
    name: "chat gpt-6",
    agent: "triage",
    model: "gpt-6",
    startUs: 1_790_000_000_000_000 + index * 500_000,
    durationUs: 400_000,
    running: { inputTokens: 0, outputTokens: 0, costUsd: 0, unpricedCalls: 0, errors: 0, contextTokens: 0 },
    ...changes,
  };
}

export const said = (role: string, text: string): ConversationMessage => ({
  role,
  name: null,
  parts: [{ type: "text", text }],
});

/**
 * What a support agent did: two rounds of a model and a tool, the second of which fails, a decision, an answer and its
 * outcome.
 */
export function madeUpConversation(session: SessionRow = madeUpSession(), word = "invoice"): Conversation {
  const asks = (id: string, name: string, query: string): ConversationMessage => ({
    role: "assistant",
    name: null,
    parts: [{ type: "tool_call", id, name, arguments: { query, limit: 5 } }],
  });
  const got = (id: string, result: string): ConversationMessage => ({
    role: "tool",
    name: null,
    parts: [{ type: "tool_result", id, result }],
  });
  const tool = { type: "tool", model: null } as const;
  const called = {
    inputTokens: 1_800,
    outputTokens: 200,
    cacheReadTokens: 0,
    cacheWriteTokens: 0,
    reasoningTokens: 40,
  };
  const steps: readonly Partial<Step>[] = [
    { type: "agent", name: "invoke_agent triage", model: null },
    {
      system: "You answer tickets.\nBe brief.\nNever promise a refund.",
      input: [said("user", `Where is my ${word}?`)],
      output: [asks("call-1", "search", word)],
      ...called,
      inputTokens: 1_200,
      costUsd: 0.009,
      finishReason: "tool_calls",
    },
    {
      ...tool,
      name: "search",
      arguments: { query: word, limit: 5 },
      result: { hits: [`${word} 1041`, `${word} 1042`] },
    },
    {
      type: "decision",
      name: "route",
      model: null,
      decision: { type: "route", choice: "escalate", options: ["answer", "escalate"], confidence: 0.72 },
    },
    {
      input: [got("call-1", `${word} 1041 was sent ${"by express ".repeat(40)}`)],
      repeatedMessages: 2,
      output: [asks("call-2", "refund", "1041")],
      ...called,
      costUsd: 0.0131,
      finishReason: "tool_calls",
    },
    { ...tool, name: "refund", failed: true, errorType: "PermissionDenied", arguments: { ticket: 1041 } },
    {
      input: [got("call-2", "permission denied")],
      repeatedMessages: 4,
      output: [said("assistant", `Your ${word} was sent on Monday. A person looks at the refund.`)],
      ...called,
      inputTokens: 2_400,
      cacheReadTokens: 2_000,
      costUsd: 0.02,
      finishReason: "stop",
      withheld: [{ what: "reasoning", characters: 180 }],
    },
    { type: "outcome", name: "outcome", model: null, outcome: session.outcome },
  ];
  const running = { inputTokens: 0, outputTokens: 0, costUsd: 0, unpricedCalls: 0, errors: 0, contextTokens: 0 };
  return {
    session,
    truncated: 0,
    recording: { cassette: "/tmp/a.cassette", command: "npx agentscribe replay session-a --run -- PROGRAM" },
    steps: steps.map((changes, index) => {
      running.inputTokens += changes.inputTokens ?? 0;
      running.outputTokens += changes.outputTokens ?? 0;
      running.costUsd += changes.costUsd ?? 0;
      running.errors += changes.failed === true ? 1 : 0;
      running.contextTokens = changes.inputTokens ?? running.contextTokens;
      return madeUpStep(index, { ...changes, running: { ...running } });
    }),
  };
}
