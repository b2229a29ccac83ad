import { AsyncLocalStorage } from "node:async_hooks";
import { setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";
import { describe, expect, it } from "vitest";
import { startRecording } from "../../support/recording.ts";

const usage = { inputTokens: 90, outputTokens: 10 };
const call = { provider: "acme", model: "m", usage, durationMs: 1 } as const;

function collectGarbage(): void {
  setFlagsFromString("--expose-gc");
  (runInNewContext("gc") as () => void)();
}

describe("work that begins in a scope that has ended", () => {
  it("has its span and identity from there, and is no part of it", async () => {
    const starts: { readonly name: string; readonly parentSpanId?: string }[] = [];
    const { telemetry, finish, collect } = await startRecording({
      observers: [{ onStart: (one) => starts.push(one) }],
    });
    await collect();
    const outer = telemetry.startSession({ id: "outer" });
    const inner = outer.run(() => telemetry.startAgent({ name: "first" }));
    inner.end();
    inner.run(() => telemetry.agent({ name: "second" }, () => telemetry.recordLlm(call)));
    inner.run(() => telemetry.record("decision", { type: "t", choice: "c" }));
    expect(inner.totals().inferenceCalls).toBe(0);
    expect(outer.totals().inferenceCalls).toBe(1);
    outer.end();
    outer.run(() => telemetry.agent({ name: "third" }, () => telemetry.recordLlm(call)));
    expect(outer.totals().inferenceCalls).toBe(1);
    expect(telemetry.snapshot().totals.inferenceCalls).toBe(2);
    const { span, event, eventsNamed } = await finish();
    expect(span("invoke_agent second").parentSpanId).toBe(inner.spanId);
    expect(starts.find(({ name }) => name === "invoke_agent second")?.parentSpanId).toBe(inner.spanId);
    expect(span("invoke_agent third")).toMatchObject({ parentSpanId: outer.spanId, traceId: outer.traceId });
    expect(span("invoke_agent third").attributes).toMatchObject({
      "session.id": "outer",
      "agentscribe.turn.id": expect.any(String),
    });
    expect(event("agentscribe.decision").attributes["agentscribe.event.sequence"]).toEqual(expect.any(Number));
    expect(eventsNamed("agentscribe.subagent.spawned")).toEqual([]);
  });

  it("has budgets of its own, unless one stopped the work that it was left by", async () => {
    const { telemetry } = await startRecording({ budgets: [{ name: "run", maxTokens: 150 }] });
    const work = (): void => telemetry.llm({ provider: "acme", model: "m" }, (llm) => llm.usage(usage));
    let turn = telemetry.startAgent({ name: "turn" });
    for (let turns = 0; turns < 5; turns += 1) {
      turn.run(work);
      turn.end();
      turn = turn.run(() => telemetry.startAgent({ name: "turn" }));
    }
    for (let calls = 0; calls < 2; calls += 1) turn.run(work);
    turn.end();
    expect(() => turn.run(work)).toThrow("budget");
    expect(() => turn.run(() => telemetry.agent({ name: "left" }, work))).toThrow("budget");
  });

  it("keeps neither what came before it nor what was said there", async () => {
    const { telemetry, collect } = await startRecording();
    await collect();
    const here = new AsyncLocalStorage<unknown>();
    const said: WeakRef<object>[] = [];
    const handles: WeakRef<object>[] = [];
    let inside = here.run(1, () => AsyncLocalStorage.snapshot());
    for (let turns = 0; turns < 5; turns += 1) {
      inside = inside(() =>
        telemetry.session({ id: `s${turns}` }, (session) => {
          const messages = [{ role: "user", content: `turn ${turns}` }];
          said.push(new WeakRef(messages));
          handles.push(new WeakRef(session));
          return telemetry.llm({ provider: "acme", model: "m", input: messages }, () => AsyncLocalStorage.snapshot());
        }),
      );
    }
    // References that are weak hold until the end of the job that made them.
    await new Promise((done) => setImmediate(done));
    collectGarbage();
    expect(said.map((one) => one.deref())).toEqual(said.map(() => undefined));
    expect(handles.map((one) => one.deref())).toEqual(handles.map(() => undefined));
    expect(inside(() => telemetry.activeCall())).toBeUndefined();
  });
});
