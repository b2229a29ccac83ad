import { EventEmitter } from "node:events";
import { Readable } from "node:stream";
import { setImmediate as nextImmediate, setTimeout as wait } from "node:timers/promises";
import { describe, expect, it } from "vitest";
import type { Telemetry } from "../../../src/index.ts";
import { startRecording } from "../../support/recording.ts";

describe("session()", () => {
  it("runs 50 times in parallel without mixing", async () => {
    const { telemetry, finish } = await startRecording();
    await Promise.all(
      Array.from({ length: 50 }, (_, index) =>
        telemetry.session({ id: `s-${index}`, user: `u-${index}` }, () => oneSession(telemetry, index)),
      ),
    );
    const { spans, events, violations } = await finish();
    expect(spans).toHaveLength(50 * 4);
    for (let index = 0; index < 50; index += 1) {
      const inside = spans.filter((span) => span.attributes["session.id"] === `s-${index}`);
      expect(inside.map((span) => span.name).sort()).toEqual([
        `chat model-${index}`,
        `execute_tool tool-${index}`,
        `invoke_agent agent-${index}`,
        "session",
      ]);
      expect(new Set(inside.map((span) => span.traceId)).size).toBe(1);
      expect(inside.every((span) => span.attributes["user.id"] === `u-${index}`)).toBe(true);
      const told = events.filter((event) => event.attributes["session.id"] === `s-${index}`);
      expect(told.every((event) => event.traceId === inside[0]?.traceId)).toBe(true);
      const choices = told.flatMap((event) => event.attributes["agentscribe.decision.choice"] ?? []);
      expect(choices).toEqual([`choice-${index}`]);
      const totals = told.find((event) => event.eventName === "agentscribe.session.end")?.attributes;
      expect(totals?.["agentscribe.total.input_tokens"]).toBe(index);
    }
    expect(violations).toEqual([]);
  });

  it("says at its start where it came from, on its span, its event and in the metric", async () => {
    const { telemetry, finish } = await startRecording();
    telemetry.session({ entrypoint: "cli" }, () => {});
    telemetry.session({ entrypoint: "kiosk" }, () => {});
    telemetry.session({}, () => {});
    const { spans, events, points } = await finish();
    const of = (records: readonly { readonly attributes: Readonly<Record<string, unknown>> }[]): unknown[] =>
      records.map(({ attributes }) => attributes["agentscribe.entrypoint"]);
    expect(of(spans)).toEqual(["cli", "kiosk", undefined]);
    expect(of(events.filter((event) => event.eventName === "agentscribe.session.start"))).toEqual([
      "cli",
      "other",
      undefined,
    ]);
    expect(of(points("agentscribe.sessions"))).toEqual(["cli", "other", undefined]);
  });

  it("says how it began: as told, else by whether there was one before", async () => {
    const { telemetry, finish } = await startRecording();
    const previous = { id: "s-0" };
    for (const options of [{}, { previous }, { previous, startType: "forked" }, { startType: "cleared" }]) {
      telemetry.session(options, () => {});
    }
    const { spans, eventsNamed, points } = await finish();
    const of = (records: readonly { readonly attributes: Readonly<Record<string, unknown>> }[]): unknown[] =>
      records.map(({ attributes }) => attributes["agentscribe.session.start_type"]);
    const began = ["new", "resumed", "forked", "cleared"];
    expect(of(spans)).toEqual(began);
    expect(of(eventsNamed("agentscribe.session.start"))).toEqual(began);
    expect(of(points("agentscribe.sessions"))).toEqual(began);
  });

  it("inside another has an id of its own, and counts in the outer one's totals", async () => {
    const { telemetry, finish } = await startRecording();
    telemetry.session({ id: "outer", user: "u-1" }, (outer) => {
      telemetry.agent({ name: "a" }, () =>
        telemetry.session({}, (inner) => {
          telemetry.recordTool({ name: "inside", durationMs: 1 });
          expect(inner.id).not.toBe("outer");
          expect(inner.totals().toolCalls).toBe(1);
        }),
      );
      telemetry.recordTool({ name: "outside", durationMs: 1 });
      expect(outer.totals().toolCalls).toBe(2);
      expect(outer.totals({ scope: "self" }).toolCalls).toBe(1);
    });
    const { spans, span } = await finish();
    const inner = spans.find((one) => one.name === "session" && one.parentSpanId !== "");
    expect(inner?.attributes).toMatchObject({ "user.id": "u-1" });
    expect(inner?.attributes).not.toHaveProperty(["gen_ai.conversation.id"]);
    expect(inner?.attributes).not.toHaveProperty(["agentscribe.turn.id"]);
    expect(span("execute_tool inside").attributes["session.id"]).toBe(inner?.attributes["session.id"]);
    expect(span("execute_tool outside").attributes["session.id"]).toBe("outer");
  });

  it("keeps its identity whatever attributes the application gives", async () => {
    const { telemetry, finish } = await startRecording();
    const stolen = { "session.id": "stolen", "user.id": "stolen", "agentscribe.task.id": "stolen" };
    telemetry.session({ id: "real", user: "u-1", attributes: stolen }, () =>
      telemetry.task({ id: "T-1" }, () => {
        telemetry.setContext(stolen);
        telemetry.step({ name: "one", attributes: stolen }, (step) => step.set(stolen));
        telemetry.record("decision", { type: "t", choice: "c", attributes: stolen });
      }),
    );
    const { spans, events } = await finish();
    for (const record of [...spans, ...events]) {
      expect(record.attributes).toMatchObject({ "session.id": "real", "user.id": "u-1" });
    }
    for (const span of spans.filter((one) => one.name !== "session")) {
      expect(span.attributes["agentscribe.task.id"]).toBe("T-1");
    }
  });

  it("with a trace per turn gives each run a trace linked to it", async () => {
    const { telemetry, finish } = await startRecording();
    const session = telemetry.startSession({ id: "long", trace: "per-turn" });
    for (const name of ["one", "two"]) {
      session.run(() => telemetry.agent({ name }, () => telemetry.recordTool({ name: "search", durationMs: 1 })));
    }
    session.end();
    const { span, spans } = await finish();
    const root = span("session");
    const turns = [span("invoke_agent one"), span("invoke_agent two")];
    expect(new Set([root, ...turns].map((one) => one.traceId)).size).toBe(3);
    for (const turn of turns) {
      expect(turn.parentSpanId).toBe("");
      expect(turn.attributes["session.id"]).toBe("long");
      expect(turn.links).toEqual([
        { traceId: root.traceId, spanId: root.spanId, attributes: { "agentscribe.link.kind": "session" } },
      ]);
    }
    const tools = spans.filter((one) => one.name === "execute_tool search");
    expect(tools.map((tool) => tool.traceId)).toEqual(turns.map((turn) => turn.traceId));
    expect(new Set(turns.map((turn) => turn.attributes["agentscribe.turn.id"])).size).toBe(2);
    expect(root.attributes["agentscribe.total.tool_calls"]).toBe(2);
  });

  it("that started earlier says so in its first event too", async () => {
    const { telemetry, finish } = await startRecording();
    const startTime = Date.UTC(2026, 0, 1);
    telemetry.startSession({ id: "s", startTime }).end();
    const { span, event } = await finish();
    const nanos = String(BigInt(startTime) * 1_000_000n);
    expect(span("session").startTimeUnixNano).toBe(nanos);
    expect(event("agentscribe.session.start").timeUnixNano).toBe(nanos);
  });

  it("that continues an earlier one is linked to it", async () => {
    const { telemetry, finish } = await startRecording();
    const first = telemetry.startSession({ id: "first" });
    first.end();
    telemetry.startSession({ id: "second", previous: { id: "first", traceparent: first.traceparent } }).end();
    const { spans, eventsNamed } = await finish();
    const second = spans.find((span) => span.attributes["session.id"] === "second");
    expect(second).toMatchObject({
      attributes: { "session.previous_id": "first", "agentscribe.session.start_type": "resumed" },
      links: [
        { traceId: first.traceId, spanId: first.spanId, attributes: { "agentscribe.link.kind": "previous_session" } },
      ],
    });
    expect(second?.traceId).not.toBe(first.traceId);
    expect(eventsNamed("agentscribe.session.start").at(-1)?.attributes).toMatchObject({
      "session.previous_id": "first",
    });
  });
});

describe("context", () => {
  const ways: Readonly<Record<string, (leaf: () => void, telemetry: Telemetry) => unknown>> = {
    promises: async (leaf) => {
      await Promise.resolve();
      await Promise.all([nextImmediate(), Promise.resolve().then(() => null)]);
      leaf();
    },
    timers: (leaf) =>
      new Promise<void>((resolve) => {
        setTimeout(() => setImmediate(() => process.nextTick(() => resolve(leaf()))), 1);
      }),
    queueMicrotask: (leaf) => new Promise<void>((resolve) => queueMicrotask(() => resolve(leaf()))),
    streams: async (leaf) => {
      for await (const _ of Readable.from(["a", "b"])) await nextImmediate();
      leaf();
    },
    "async generators": async (leaf) => {
      async function* steps(): AsyncGenerator<number> {
        yield 1;
        await wait(1);
        leaf();
        yield 2;
      }
      for await (const _ of steps()) await nextImmediate();
    },
    "a bound function": (leaf, telemetry) => {
      const later = telemetry.bind(leaf);
      return new Promise<void>((resolve) => outside.push(() => resolve(later())));
    },
    "a bound event emitter": (leaf, telemetry) => {
      const emitter = telemetry.bind(new EventEmitter());
      return new Promise<void>((resolve) => {
        emitter.once("done", () => resolve(leaf()));
        outside.push(() => emitter.emit("done"));
      });
    },
  };
  const outside: (() => void)[] = [];

  it.each(Object.keys(ways))("survives %s", async (way) => {
    const { telemetry, finish } = await startRecording();
    const sessions = ["a", "b"].map((id) =>
      telemetry.session({ id }, () => ways[way]?.(() => telemetry.startStep({ name: `leaf ${id}` }).end(), telemetry)),
    );
    for (const call of outside.splice(0)) call();
    await Promise.all(sessions);
    const { span, spans } = await finish();
    for (const id of ["a", "b"]) {
      const parent = spans.find((one) => one.name === "session" && one.attributes["session.id"] === id);
      expect(span(`step leaf ${id}`).parentSpanId).toBe(parent?.spanId);
    }
  });

  it("of an async generator is its own, whoever pulls it", async () => {
    const { telemetry, finish } = await startRecording();
    const parts = telemetry.tool({ name: "stream" }, async function* () {
      telemetry.startStep({ name: "first" }).end();
      yield 1;
      telemetry.startStep({ name: "second" }).end();
      yield 2;
    });
    const got: number[] = [];
    await telemetry.session({ id: "consumer" }, async () => {
      for await (const part of parts) got.push(part);
    });
    const { span } = await finish();
    expect(got).toEqual([1, 2]);
    for (const name of ["step first", "step second"]) {
      expect(span(name).parentSpanId).toBe(span("execute_tool stream").spanId);
    }
  });
});

async function oneSession(telemetry: Telemetry, index: number): Promise<void> {
  await wait(index % 5);
  await telemetry.agent({ name: `agent-${index}` }, async () => {
    await telemetry.llm({ provider: "openai", model: `model-${index}` }, async (call) => {
      await nextImmediate();
      call.response({
        id: `r-${index}`,
        object: "chat.completion",
        model: `model-${index}`,
        choices: [{ index: 0, finish_reason: "stop", message: { role: "assistant", content: "ok" } }],
        usage: { prompt_tokens: index, completion_tokens: 1, total_tokens: index + 1 },
      });
    });
    await wait((index * 7) % 4);
    telemetry.record("decision", { type: "route", choice: `choice-${index}` });
    await telemetry.tool({ name: `tool-${index}` }, () => wait(1));
  });
}
