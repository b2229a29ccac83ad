import { execFile } from "node:child_process";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { describe, expect, it } from "vitest";
import { loopbackOnly } from "../../../bench/peers/loopback-only.ts";
import type { OtlpJson } from "../../../examples/support/otlp/decode-otlp.ts";
import type { ReceivedLog, ReceivedSpan } from "../../../examples/support/otlp/flatten-otlp.ts";
import { childEnv } from "../../support/child-env.ts";
import { recordedBy } from "../../support/recording.ts";
import { pathOf } from "../span-path.ts";
import { realExecutable } from "./real-executable.ts";
import type { Served } from "./real-model.ts";
import type { StoryName } from "./real-stories.ts";

const SONNET = "claude-sonnet-4-5-20250929";
const PROGRAM = fileURLToPath(new URL("real-program.ts", import.meta.url));
const enter = loopbackOnly();
const executable = enter === undefined ? { missing: "there is no `unshare`, and it calls home" } : realExecutable();
if ("missing" in executable) console.warn(`SKIPPED: the real executable of Claude Code: ${executable.missing}`);

interface Printed {
  readonly spans: readonly ReceivedSpan[];
  readonly logs: readonly ReceivedLog[];
  readonly traces: readonly OtlpJson[];
  readonly results: readonly { readonly total_cost_usd: number }[];
  readonly thrown?: string;
  readonly served: readonly Served[];
}

/** Plays a story with the real executable, in a network that has this machine only. */
async function play(story: StoryName) {
  const [program = "", ...args] = enter ?? [];
  const path = "path" in executable ? executable.path : "";
  const { stdout } = await promisify(execFile)(program, [...args, process.execPath, PROGRAM, story, path], {
    env: childEnv(),
    timeout: 25_000,
    maxBuffer: 16_000_000,
  });
  const { results, thrown, served, ...received } = JSON.parse(stdout) as Printed;
  const all = await recordedBy({
    spans: () => received.spans,
    logs: () => received.logs,
    metrics: () => [],
    traces: received.traces,
  });
  return { ...all, results, thrown, served };
}

type Played = Awaited<ReturnType<typeof play>>;

function byStart(spans: readonly ReceivedSpan[]): readonly ReceivedSpan[] {
  return spans.toSorted((a, b) => Number(BigInt(a.startTimeUnixNano) - BigInt(b.startTimeUnixNano)));
}

function named(all: Played, prefix: string): readonly ReceivedSpan[] {
  return byStart(all.spans.filter(({ name }) => name.startsWith(prefix)));
}

const sum = (numbers: readonly unknown[]): number => numbers.reduce<number>((total, next) => total + Number(next), 0);

function sumOf(spans: readonly ReceivedSpan[], attribute: string): number {
  return sum(spans.map(({ attributes }) => attributes[attribute] ?? 0));
}

/** What the model served is what the spans say, token by token, and costs what the executable says it cost. */
function expectAllCounted(all: Played, callsWithoutId = 0): void {
  const chats = named(all, "chat");
  expect(chats).toHaveLength(all.served.length);
  expect({
    input: sumOf(chats, "gen_ai.usage.input_tokens"),
    output: sumOf(chats, "gen_ai.usage.output_tokens"),
    cacheRead: sumOf(chats, "gen_ai.usage.cache_read.input_tokens"),
    cacheWrite1h: sumOf(chats, "agentscribe.usage.cache_write_1h.input_tokens"),
  }).toEqual({
    input: sum(all.served.map(({ input, cacheRead, cacheWrite }) => input + cacheRead + cacheWrite)),
    output: sum(all.served.map(({ output }) => output)),
    cacheRead: sum(all.served.map(({ cacheRead }) => cacheRead)),
    cacheWrite1h: sum(all.served.map(({ cacheWrite }) => cacheWrite)),
  });
  expect(sumOf(chats, "agentscribe.cost.usd")).toBeCloseTo(all.results.at(-1)?.total_cost_usd ?? -1, 9);
  expect(sumOf(named(all, "invoke_agent"), "claude_agent.cost_usd")).toBeCloseTo(
    all.results.at(-1)?.total_cost_usd ?? -1,
    9,
  );
  const [noId, others] = [all.violations.filter(isAboutId), all.violations.filter((text) => !isAboutId(text))];
  expect(noId.length).toBeLessThanOrEqual(callsWithoutId);
  expect(others).toEqual([]);
}

/** The executable keeps the last answers of sub-agents to itself, unless it is asked to forward them: nobody knows their id. */
function isAboutId(violation: string): boolean {
  return violation.endsWith("gen_ai.response.id");
}

const millis = ({ startTimeUnixNano, endTimeUnixNano }: ReceivedSpan): number =>
  Number(BigInt(endTimeUnixNano) - BigInt(startTimeUnixNano)) / 1e6;

describe.skipIf("missing" in executable)("the real executable of Claude Code", () => {
  it("counts an answer once whose first tool is done before its last block arrives", async () => {
    const all = await play("tools");
    expectAllCounted(all);
    const [first, second] = named(all, "chat");
    expect(first?.attributes).toMatchObject({
      "gen_ai.response.id": "msg_1",
      "gen_ai.response.finish_reasons": ["tool_use"],
      "agentscribe.request_id": "req_1",
    });
    expect(second?.attributes).toMatchObject({
      "gen_ai.response.id": "msg_2",
      "gen_ai.response.finish_reasons": ["end_turn"],
    });
    expect(second?.attributes["gen_ai.input.messages"]).toContain("hello");
    const [echo, failed] = named(all, "execute_tool Bash");
    expect(echo?.attributes["gen_ai.tool.call.result"]).toContain("hello");
    expect(failed?.attributes["error.type"]).toBe("ToolError");
    expect(all.span("invoke_agent").attributes["gen_ai.usage.output_tokens"]).toBe(
      sum(all.served.map(({ output }) => output)),
    );
  });

  it("does not count the start of the executable as time of the first call", async () => {
    const all = await play("resumed");
    expectAllCounted(all);
    const [run] = named(all, "invoke_agent");
    const [call] = named(all, "chat");
    if (run === undefined || call === undefined) throw new Error("no run or no call");
    expect(Number(BigInt(call.startTimeUnixNano) - BigInt(run.startTimeUnixNano)) / 1e6).toBeGreaterThan(
      millis(run) / 4,
    );
  });

  it("knows each call exactly from partial messages, also those after a tool's result", async () => {
    const all = await play("partial");
    expectAllCounted(all);
    const chats = named(all, "chat");
    expect(chats.map(({ attributes }) => attributes["gen_ai.usage.output_tokens"])).toEqual(
      all.served.map(({ output }) => output),
    );
    for (const { attributes } of chats) {
      expect(attributes["agentscribe.usage.estimated"]).toBeUndefined();
      expect(attributes["gen_ai.response.time_to_first_chunk"]).toBeGreaterThan(0);
    }
  });

  it.each(["sub-agents", "forwarded"] as const)("records %s with all their calls", async (story) => {
    const all = await play(story);
    expectAllCounted(all, story === "sub-agents" ? 2 : 0);
    const runs = named(all, "invoke_agent looker");
    expect(runs).toHaveLength(2);
    for (const run of runs) {
      expect(pathOf(all, run)).toEqual(["invoke_agent", "execute_tool Agent", "invoke_agent looker"]);
      const inside = byStart(all.spans.filter(({ parentSpanId }) => parentSpanId === run.spanId));
      expect(inside.map(({ name }) => name)).toEqual([`chat ${SONNET}`, "execute_tool Bash", `chat ${SONNET}`]);
      expect(inside.at(-1)?.attributes["gen_ai.output.messages"]).toContain("it says hello");
      expect(run.attributes["gen_ai.usage.output_tokens"]).toBe(sumOf(inside, "gen_ai.usage.output_tokens"));
    }
  });

  it("lets sub-agents in the background go on when the run that started them is over", async () => {
    const all = await play("background");
    expectAllCounted(all);
    const runs = named(all, "invoke_agent looker");
    expect(runs).toHaveLength(2);
    for (const run of runs) expect(pathOf(all, run).at(-2)).toBe("execute_tool Agent");
    const tools = named(all, "execute_tool Bash");
    expect(tools).toHaveLength(2);
    for (const tool of tools) {
      expect(pathOf(all, tool).at(-2)).toBe("invoke_agent looker");
      expect(tool.attributes["gen_ai.tool.call.result"]).toContain("sub");
    }
  });

  it.each(["turns", "resumed"] as const)("counts runs one by one: %s", async (story) => {
    const all = await play(story);
    expectAllCounted(all);
    const runs = named(all, "invoke_agent");
    expect(runs.map(({ attributes }) => attributes["gen_ai.usage.output_tokens"])).toEqual(
      all.served.map(({ output }) => output),
    );
    expect(new Set(runs.map(({ attributes }) => attributes["gen_ai.conversation.id"])).size).toBe(1);
    for (const { attributes } of named(all, "chat")) expect(attributes["agentscribe.usage.estimated"]).toBeUndefined();
  });

  it("records a request that was made again as one call", async () => {
    const all = await play("retried");
    expectAllCounted(all);
    expect(all.span(`chat ${SONNET}`).attributes["agentscribe.llm.retries"]).toBe(1);
  });

  it("records a request that the model refused as a failed call of a failed run", async () => {
    const all = await play("refused");
    expect(all.thrown).toContain("no such thing");
    const call = all.span(`chat ${SONNET}`);
    expect(call.attributes["error.type"]).toBe("invalid_request_error");
    expect(call.status).toEqual({ code: 2, message: expect.stringContaining("no such thing") });
    expect(all.span("invoke_agent").attributes["error.type"]).toBe("invalid_request_error");
    expect(all.violations).toEqual([]);
  });

  it("records an interrupt as the end of the run and no error, with what was used by then", async () => {
    const all = await play("interrupted");
    const { attributes } = all.span("invoke_agent");
    expect(attributes["agentscribe.run.end_reason"]).toBe("aborted");
    expect(attributes["error.type"]).toBeUndefined();
    const call = all.span(`chat ${SONNET}`);
    expect(call.attributes["gen_ai.output.messages"]).toContain("I think");
    expect(call.attributes["agentscribe.cost.usd"]).toBeCloseTo(all.results[0]?.total_cost_usd ?? -1, 9);
  });
});
