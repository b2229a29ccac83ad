import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { compareRuns } from "../../../../src/inspector/steps/compare-runs.ts";
import { readSteps } from "../../../../src/inspector/steps/read-steps.ts";
import { openStore } from "../../../../src/inspector/store/open-store.ts";
import type { Store } from "../../../../src/inspector/store/store.ts";

/** Spans of a session whose model calls have messages of about 3 KB. */
const SPANS = 6_000;

let store: Store;

beforeAll(async () => {
  store = await openStore({ path: ":memory:" });
  await ingest("short", 5, "same");
  await ingest("other", 5, "else");
  await ingest("long-a", SPANS, "same");
  await ingest("long-b", SPANS, "else");
}, 60_000);
afterAll(async () => await store.close());

describe("Store.steps()", () => {
  it("gives a session in order, also where more spans are read than at once", async () => {
    const { session, steps, truncated } = await readSteps(store, "long-a");
    expect([session.id, steps.length, truncated]).toEqual(["long-a", SPANS, 0]);
    expect(steps.map(({ index }) => index)).toEqual(steps.map((_, index) => index));
    expect(steps.every(({ startUs }, index) => startUs >= (steps[index - 1]?.startUs ?? 0))).toBe(true);
    expect(steps.map(({ name }) => name).slice(0, 3)).toEqual(["invoke_agent coder", "chat gpt-6", "read"]);
  });

  it("is undefined for a session that is not there, and readSteps() rejects", async () => {
    expect(await store.steps("nobody")).toBeUndefined();
    await expect(readSteps(store, "nobody")).rejects.toThrow("no session nobody");
  });

  it("holds the thread of its caller no longer than 50 ms at a time", async () => {
    // Workers and their code are loaded by now. Time is that of this thread: others share the machine.
    expect(await longestTurn(() => readSteps(store, "long-a"))).toBeLessThan(50);
  });
});

describe("Store.comparison()", () => {
  it("pairs the steps of two sessions, or says that one is not there", async () => {
    const { a, b, rows } = await compareRuns(store, "short", "other");
    expect([a.id, b.id, rows.length]).toEqual(["short", "other", 5]);
    expect(rows.map(({ change }) => change)).toEqual(["same", "changed", "same", "changed", "same"]);
    expect(await store.comparison("short", "nobody")).toBeUndefined();
    await expect(compareRuns(store, "nobody", "short")).rejects.toThrow("no session nobody");
  });

  it("of large sessions holds the thread of its caller no longer than 50 ms at a time", async () => {
    expect(await longestTurn(() => compareRuns(store, "long-a", "long-b"))).toBeLessThan(50);
  });
});

async function longestTurn(work: () => Promise<unknown>): Promise<number> {
  let longest = 0;
  let last = process.threadCpuUsage();
  let isOver = false;
  const turn = (): void => {
    const { user, system } = process.threadCpuUsage(last);
    last = process.threadCpuUsage();
    longest = Math.max(longest, (user + system) / 1_000);
    if (!isOver) setImmediate(turn);
  };
  turn();
  await work();
  isOver = true;
  turn();
  return longest;
}

async function ingest(session: string, count: number, word: string): Promise<void> {
  const spans = Array.from({ length: count }, (_, index) => spanOf(session, index, word));
  for (let at = 0; at < count; at += 1_000) {
    const resourceSpans = [{ scopeSpans: [{ scope: { name: "agentscribe" }, spans: spans.slice(at, at + 1_000) }] }];
    await store.ingest("traces", "json", Buffer.from(JSON.stringify({ resourceSpans })));
  }
}

function spanOf(session: string, index: number, word: string): object {
  const start = 1_790_000_000_000_000_000n + BigInt(index) * 2_000_000n;
  return {
    traceId: Buffer.from(session.padEnd(16, "-")).toString("hex"),
    spanId: (index + 1).toString(16).padStart(16, "0"),
    ...(index > 0 && { parentSpanId: "1".padStart(16, "0") }),
    name: index === 0 ? "invoke_agent coder" : index % 2 === 1 ? "chat gpt-6" : "execute_tool read",
    startTimeUnixNano: String(start),
    endTimeUnixNano: String(start + 1_000_000n),
    attributes: Object.entries({ "session.id": session, ...attributesOf(index, word) }).map(([key, stringValue]) => ({
      key,
      value: { stringValue },
    })),
  };
}

function attributesOf(index: number, word: string): Readonly<Record<string, string>> {
  if (index === 0) return { "gen_ai.operation.name": "invoke_agent", "gen_ai.agent.name": "coder" };
  if (index % 2 === 0) return { "gen_ai.operation.name": "execute_tool", "gen_ai.tool.name": "read" };
  const content = `${index} ${word} `.repeat(300);
  return {
    "gen_ai.operation.name": "chat",
    "gen_ai.request.model": "gpt-6",
    "gen_ai.agent.name": "coder",
    "gen_ai.input.messages": JSON.stringify([{ role: "user", parts: [{ type: "text", content }] }]),
  };
}
