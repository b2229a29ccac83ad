import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { AttributeList, SessionRow } from "../../../../src/inspector/api.ts";
import { openStore } from "../../../../src/inspector/store/open-store.ts";
import type { Signal, Store } from "../../../../src/inspector/store/store.ts";
import { readMessages } from "../../../../src/inspector/understand/index.ts";
import { whyNotRunnable } from "../../../inspector-agents/installed.ts";
import { type Played, play } from "../../../inspector-agents/played.ts";

const why = whyNotRunnable();
if (why !== undefined) console.warn(`SKIPPED: what real agents send to the inspector: ${why}`);

/** What the scripted model says it used in its two answers, as each provider counts. */
const TOTALS = {
  "gemini-cli": { inputTokens: 220, outputTokens: 24, cacheReadTokens: 80, cacheWriteTokens: 0, reasoningTokens: 10 },
  codex: { inputTokens: 220, outputTokens: 24, cacheReadTokens: 80, cacheWriteTokens: 0, reasoningTokens: 10 },
  "claude-code": { inputTokens: 180, outputTokens: 24, cacheReadTokens: 80, cacheWriteTokens: 60, reasoningTokens: 0 },
} as const;

type Agent = keyof typeof TOTALS;

const MODELS: Readonly<Record<Agent, string>> = {
  "gemini-cli": "gemini-2.5-pro",
  codex: "gpt-5.1-codex",
  "claude-code": "claude-sonnet-4-5",
};

/** Signals by which an agent alone tells of its model calls. Codex' metrics name no session. */
const TOLD_BY: Readonly<Record<Agent, readonly Signal[]>> = {
  "gemini-cli": ["logs", "metrics"],
  codex: ["logs"],
  "claude-code": ["traces", "logs", "metrics"],
};

const plays = new Map<Agent, Promise<Played>>();

function playOnce(agent: Agent): Promise<Played> {
  const played = plays.get(agent) ?? play(agent);
  plays.set(agent, played);
  return played;
}

async function storeOf(played: Played, signals: readonly Signal[]): Promise<Store> {
  const store = await openStore({ path: ":memory:" });
  for (const { signal, encoding, body } of played.requests)
    if (signals.includes(signal)) await store.ingest(signal, encoding, body);
  return store;
}

async function sessionsOf(played: Played, signals: readonly Signal[]): Promise<readonly SessionRow[]> {
  const store = await storeOf(played, signals);
  try {
    return (await store.sessions()).sessions;
  } finally {
    await store.close();
  }
}

describe.skipIf(why !== undefined).each(Object.keys(TOTALS) as Agent[])("%s, run for real", (agent) => {
  let played: Played;
  let store: Store;
  let session: SessionRow | undefined;

  beforeAll(async () => {
    played = await playOnce(agent);
    store = await storeOf(played, ["traces", "logs", "metrics"]);
    session = (await store.sessions()).sessions.find(({ inferenceCalls }) => inferenceCalls > 0);
  }, 60_000);

  afterAll(() => store?.close());

  it("did the task, and sent telemetry", () => {
    expect(played.said, played.errors).toContain("four sheep");
    expect(new Set(played.requests.map(({ signal }) => signal))).toEqual(new Set(["traces", "logs", "metrics"]));
  });

  it("has one session with its model calls, its tool and its tokens, each counted once", () => {
    expect(session).toMatchObject({ agentKind: agent, inferenceCalls: 2, toolCalls: 1, errors: 0, ...TOTALS[agent] });
    expect(session?.models).toEqual([MODELS[agent]]);
  });

  it.each(TOLD_BY[agent])("has the same totals from its %s alone", async (signal) => {
    const [alone] = (await sessionsOf(played, [signal])).filter(({ inferenceCalls }) => inferenceCalls > 0);
    const tokens = Object.keys(TOTALS[agent]) as (keyof (typeof TOTALS)[Agent])[];
    expect(Object.fromEntries(tokens.map((name) => [name, alone?.[name]]))).toEqual(TOTALS[agent]);
  });

  it("says what was decided on the tool in the words of all agents, and that a prompt was given", async () => {
    const events = await store.events({ session: session?.id ?? "" });
    const decisions = events.filter(({ name }) => name === "agentscribe.tool.decision");
    expect(decisions.map(({ decisionType, decisionChoice }) => [decisionType, decisionChoice])).toEqual([
      ["tool", "accept"],
    ]);
    expect(events.map(({ name }) => name)).toContain("agentscribe.user_prompt");
  });
});

describe.skipIf(why !== undefined)("content in the events of real agents", () => {
  const newest = async (agent: Agent, name: string): Promise<AttributeList> => {
    const store = await storeOf(await playOnce(agent), ["logs"]);
    try {
      const session = (await store.sessions()).sessions.find(({ inferenceCalls }) => inferenceCalls > 0);
      const events = await store.events({ session: session?.id ?? "" });
      return events.findLast((event) => event.name === name)?.attributes ?? [];
    } finally {
      await store.close();
    }
  };

  it("is read from Codex CLI's tool", async () => {
    const tool = readMessages({ kind: "tool", attributes: await newest("codex", "codex.tool_result") });
    expect(tool.toolArguments).toEqual({ cmd: "echo four-sheep" });
    expect(tool.toolResult).toContain("four-sheep");
  }, 60_000);

  it("is read from Gemini CLI's answer", async () => {
    const answer = readMessages({
      kind: "inference",
      attributes: await newest("gemini-cli", "gemini_cli.api_response"),
    });
    expect(answer.output).toEqual([
      { role: "assistant", name: null, parts: [{ type: "text", text: "There are four sheep." }] },
    ]);
  }, 60_000);
});
