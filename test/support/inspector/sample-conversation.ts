import type { Conversation, ConversationMessage, SessionRow, Step } from "../../../src/inspector/api.ts";
import { EMPTY_STEP } from "../../../src/inspector/steps/draft.ts";

const PLAIN = {
  ...EMPTY_STEP,
  traceId: "5b8efff798038103d269b633813fc60c",
  agent: "triage",
} satisfies Partial<Step>;

const say = (role: string, text: string): ConversationMessage => ({
  role,
  name: null,
  parts: [{ type: "text", text }],
});

const STORY: readonly (Partial<Step> & Pick<Step, "type" | "name">)[] = [
  { type: "agent", name: "triage", spanId: "00000000000000a1" },
  {
    type: "inference",
    name: "chat gpt-5",
    spanId: "00000000000000a2",
    depth: 1,
    model: "gpt-5",
    durationUs: 3_100_000,
    system: "You triage bugs of the parser. Read before you answer.",
    input: [say("user", "The lexer throws on empty input since 1.4. Find out why.")],
    output: [
      {
        role: "assistant",
        name: null,
        parts: [
          { type: "reasoning", text: "An empty input means the first peek() is undefined. I should look at the code." },
          { type: "tool_call", id: "c1", name: "search_code", arguments: { query: "peek(", path: "src/parser" } },
        ],
      },
    ],
    inputTokens: 3200,
    outputTokens: 410,
    cacheReadTokens: 1920,
    reasoningTokens: 164,
    costUsd: 0.0081,
    finishReason: "tool_calls",
  },
  {
    type: "decision",
    name: "route",
    depth: 1,
    decision: { type: "route", choice: "search first", options: ["search first", "ask"], confidence: 0.82 },
  },
  {
    type: "tool",
    name: "search_code",
    spanId: "00000000000000a4",
    depth: 1,
    durationUs: 220_000,
    arguments: { query: "peek(", path: "src/parser" },
    result: "src/parser/lexer.ts:41: const next = peek();",
  },
  {
    type: "inference",
    name: "chat gpt-5",
    spanId: "00000000000000a5",
    depth: 1,
    model: "gpt-5",
    durationUs: 2_600_000,
    repeatedMessages: 2,
    input: [{ role: "tool", name: null, parts: [{ type: "tool_result", id: "c1", result: "src/parser/lexer.ts:41" }] }],
    output: [
      {
        role: "assistant",
        name: null,
        parts: [
          { type: "text", text: "I will read the file." },
          { type: "tool_call", id: "c2", name: "read_file", arguments: { path: "src/parser/lexer.ts" } },
          { type: "media", modality: "image", mimeType: "image/png", note: "a screenshot of 120 kB, not recorded" },
        ],
      },
    ],
    inputTokens: 5900,
    outputTokens: 280,
    cacheReadTokens: 3540,
    costUsd: 0.0102,
  },
  {
    type: "tool",
    name: "read_file",
    spanId: "00000000000000a6",
    depth: 1,
    durationUs: 14_000,
    failed: true,
    errorType: "ENOENT",
    arguments: { path: "src/parser/lexer.ts" },
    result: null,
  },
  {
    type: "inference",
    name: "chat gpt-5-mini",
    spanId: "00000000000000a8",
    depth: 2,
    agent: "reviewer",
    model: "gpt-5-mini",
    durationUs: 4_600_000,
    inputTokens: 8100,
    outputTokens: 900,
    costReason: "unknown_model",
    withheld: [
      { what: "prompts", characters: 4180 },
      { what: "responses", characters: 960 },
    ],
  },
  { type: "outcome", name: "outcome", outcome: "failed", summary: "The file was moved in 1.4." },
];

/** The steps of a session with running totals; `times` tells the story again and again. */
export function sampleConversation(session: SessionRow, times: number): Conversation {
  let timeUs = session.startUs;
  let running = { inputTokens: 0, outputTokens: 0, costUsd: 0, unpricedCalls: 0, errors: 0, contextTokens: 0 };
  const steps = Array.from({ length: STORY.length * times }, (_, index): Step => {
    const step = { ...PLAIN, ...STORY[index % STORY.length] } as Step;
    running = {
      inputTokens: running.inputTokens + (step.inputTokens ?? 0),
      outputTokens: running.outputTokens + (step.outputTokens ?? 0),
      costUsd: running.costUsd + (step.costUsd ?? 0),
      unpricedCalls: running.unpricedCalls + (step.type === "inference" && step.costUsd === null ? 1 : 0),
      errors: running.errors + (step.failed ? 1 : 0),
      contextTokens: step.inputTokens ?? running.contextTokens,
    };
    const startUs = timeUs;
    timeUs += step.durationUs + 20_000;
    return { ...step, index, startUs, running };
  });
  return { session, steps: steps.slice(0, times === 1 ? undefined : times), truncated: 0, recording: null };
}
