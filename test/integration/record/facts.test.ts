import { existsSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, it, onTestFinished } from "vitest";
import {
  defineEvent,
  fromContext,
  record,
  recordLlm,
  recordOutcome,
  recordTool,
  setContext,
  type Telemetry,
  withClient,
} from "../../../src/index.ts";
import { startRecording } from "../../support/recording.ts";

const T0 = Date.UTC(2026, 0, 1);

describe("recordLlm() and recordTool()", () => {
  it("record what is over as the spans their scopes would be", async () => {
    const { telemetry, finish } = await startRecording({ capture: "full" });
    telemetry.session({ id: "s" }, () => {
      telemetry.recordLlm({
        provider: "openai",
        model: "gpt-5-mini",
        input: "Hi",
        output: [{ role: "assistant", content: "Hello" }],
        usage: { inputTokens: 20, outputTokens: 5 },
        finishReasons: ["stop"],
        startTime: T0,
        durationMs: 1_500,
      });
      telemetry.recordTool({
        name: "search",
        callId: "call_1",
        arguments: { query: "x" },
        result: { hits: 2 },
        startTime: new Date(T0 + 2_000),
        durationMs: 250,
      });
      telemetry.recordTool({ name: "broken", durationMs: 5, error: new RangeError("no") });
    });
    const { span, points } = await finish();
    expect(span("chat gpt-5-mini")).toMatchObject({
      parentSpanId: span("session").spanId,
      startTimeUnixNano: `${T0}000000`,
      endTimeUnixNano: `${T0 + 1_500}000000`,
      attributes: {
        "gen_ai.usage.input_tokens": 20,
        "gen_ai.response.finish_reasons": ["stop"],
        "gen_ai.output.messages": expect.stringContaining("Hello"),
        "agentscribe.cost.usd": expect.any(Number),
      },
    });
    expect(span("execute_tool search")).toMatchObject({
      startTimeUnixNano: `${T0 + 2_000}000000`,
      endTimeUnixNano: `${T0 + 2_250}000000`,
      attributes: {
        "gen_ai.tool.call.id": "call_1",
        "gen_ai.tool.call.arguments": expect.stringContaining("query"),
        "gen_ai.tool.call.result": expect.stringContaining("hits"),
      },
    });
    expect(span("execute_tool broken")).toMatchObject({
      status: { code: 2 },
      attributes: { "error.type": "RangeError" },
    });
    expect(
      points("gen_ai.execute_tool.duration")
        .map((point) => point.value)
        .sort(),
    ).toEqual([0.005, 0.25]);
  });

  it("tell of an answer by hand all that a response would tell", async () => {
    const { telemetry, collect, finish } = await startRecording({
      pricing: { overrides: { "acme/large-2026": { input: 1, output: 10 } } },
    });
    await collect();
    const about = { provider: "acme", model: "large", durationMs: 900, usage: { inputTokens: 1e6, outputTokens: 0 } };
    const answer = { responseId: "r1", responseModel: "large-2026", retries: 2, timeToFirstChunkMs: 300 };
    telemetry.session({}, (session) => {
      telemetry.recordLlm({ ...about, ...answer });
      expect(session.totals()).toMatchObject({ costUsd: 1, retries: 2, errors: 0 });
    });
    telemetry.recordLlm({ ...about, model: "small", costUsd: 0.25 });
    expect(telemetry.snapshot().models["acme/large-2026"]).toMatchObject({ inferenceCalls: 1, costUsd: 1, retries: 2 });
    const { span, points, eventsNamed } = await finish();
    expect(span("chat large").attributes).toMatchObject({
      "gen_ai.response.id": "r1",
      "gen_ai.response.model": "large-2026",
      "gen_ai.response.time_to_first_chunk": 0.3,
      "gen_ai.request.stream": true,
      "agentscribe.llm.retries": 2,
      "agentscribe.cost.usd": 1,
    });
    expect(span("chat large").attributes).not.toHaveProperty(["agentscribe.response.format"]);
    expect(span("chat small").attributes).toMatchObject({
      "agentscribe.cost.usd": 0.25,
      "agentscribe.cost.source": "provider",
    });
    const [large] = points("gen_ai.client.inference.duration");
    expect(large?.attributes).toMatchObject({ "gen_ai.response.model": "large-2026" });
    // What they failed with is not known: a number is no event.
    expect(eventsNamed("agentscribe.retry")).toEqual([]);
  });

  it("count the characters of all fields of a tool's arguments and result, and keep them back", async () => {
    const { telemetry, finish } = await startRecording();
    telemetry.recordTool({
      name: "order",
      arguments: { id: "A-7", express: true },
      result: { name: "tea", eur: 12.5 },
      durationMs: 1,
    });
    const { span } = await finish();
    expect(span("execute_tool order").attributes).toMatchObject({
      "agentscribe.tool.input.size": 7,
      "agentscribe.tool.output.size": 7,
    });
  });

  it("without a start end now", async () => {
    const { telemetry, finish } = await startRecording();
    const before = Date.now();
    telemetry.recordTool({ name: "search", durationMs: 60_000 });
    const { span } = await finish();
    const { startTimeUnixNano, endTimeUnixNano } = span("execute_tool search");
    const end = Number(BigInt(endTimeUnixNano) / 1_000_000n);
    expect(Math.abs(end - before)).toBeLessThan(5_000);
    expect(Math.round(Number(BigInt(endTimeUnixNano) - BigInt(startTimeUnixNano)) / 1e6)).toBe(60_000);
  });
});

describe("record()", () => {
  it("records an event of the catalogue with the identity of its scope, in order", async () => {
    const { telemetry, finish } = await startRecording();
    telemetry.session({ id: "s" }, () =>
      telemetry.agent({ name: "router" }, () => {
        telemetry.record("decision", { type: "route", choice: "escalate", options: ["answer", "escalate"] });
        telemetry.record("decision", { type: "route", choice: "answer", attributes: { "app.team": "blue" } });
      }),
    );
    telemetry.record("decision", { type: "route", choice: "outside" });
    const { span, eventsNamed, points } = await finish();
    const [first, second, outside] = eventsNamed("agentscribe.decision");
    expect(first).toMatchObject({
      spanId: span("invoke_agent router").spanId,
      severityNumber: 9,
      attributes: {
        "session.id": "s",
        "gen_ai.agent.name": "router",
        "agentscribe.decision.options": ["answer", "escalate"],
        "agentscribe.event.sequence": 2,
      },
    });
    expect(second?.attributes).toMatchObject({ "app.team": "blue", "agentscribe.event.sequence": 3 });
    expect(outside).toMatchObject({ traceId: "", spanId: "" });
    expect(outside?.attributes).not.toHaveProperty(["session.id"]);
    expect(points("agentscribe.decisions").reduce((sum, point) => sum + point.value, 0)).toBe(3);
  });

  it("records an event that the application defined, with its metric", async () => {
    const refund = defineEvent({
      name: "shop.refund",
      description: "The agent granted a refund.",
      stability: "stable",
      attributes: {
        reason: { attribute: "shop.refund.reason", type: "string", class: "name", description: "Why." },
        euros: { attribute: "shop.refund.euros", type: "double", class: "number", description: "How much." },
        note: {
          attribute: "shop.refund.note",
          type: "string",
          class: "content",
          kind: "responses",
          description: "Note.",
        },
      },
      metric: {
        name: "shop.refunds",
        instrument: "counter",
        unit: "EUR",
        description: "Refunds.",
        value: "euros",
        attributes: ["reason"],
      },
    });
    const { telemetry, finish } = await startRecording();
    telemetry.record(refund, { reason: "late", euros: 12.5, note: "secret words" });
    const { event, points } = await finish();
    expect(event("shop.refund").attributes).toMatchObject({ "shop.refund.reason": "late", "shop.refund.euros": 12.5 });
    expect(JSON.stringify(event("shop.refund"))).not.toContain("secret words");
    expect(points("shop.refunds")).toMatchObject([{ value: 12.5, attributes: { "shop.refund.reason": "late" } }]);
  });

  it("refuses a definition in a reserved namespace", () => {
    const definition = { description: "x", stability: "stable", attributes: {} } as const;
    expect(() => defineEvent({ name: "agentscribe.mine", ...definition })).toThrow(TypeError);
    expect(() => defineEvent({ name: "Not A Name", ...definition })).toThrow(TypeError);
  });
});

describe("setContext()", () => {
  it("carries 128 attributes at most, outside of scopes too, and new values of those", async () => {
    const { telemetry, finish } = await startRecording();
    for (let index = 0; index < 1_000; index += 1) telemetry.setContext({ [`app.key${index}`]: index });
    telemetry.setContext({ "app.key3": "new" });
    telemetry.startStep({ name: "many" }).end();
    telemetry.setContext({ "app.key3": undefined, "app.last": true });
    telemetry.startStep({ name: "room" }).end();
    const { span } = await finish();
    const { attributes } = span("step many");
    expect(Object.keys(attributes).filter((key) => key.startsWith("app."))).toHaveLength(128);
    expect(attributes).toMatchObject({ "app.key0": 0, "app.key3": "new", "app.key127": 127 });
    expect(span("step room").attributes["app.last"]).toBe(true);
  });

  it("carries as many that are given at once, and says when there are more", async () => {
    const given = (count: number) =>
      Object.fromEntries(Array.from({ length: count }, (_, index) => [`app.key${index}`, index]));
    const { telemetry, finish } = await startRecording();
    telemetry.setContext(given(128));
    expect(telemetry.health().problems.context).toBeUndefined();
    telemetry.startStep({ name: "outside" }).end();
    telemetry.step({ name: "inside" }, () => telemetry.setContext(given(129)));
    telemetry.setContext(given(200));
    expect(telemetry.health().problems.context).toBe(2);
    const { span } = await finish();
    for (const name of ["step outside", "step inside"])
      expect(Object.keys(span(name).attributes).filter((key) => key.startsWith("app."))).toHaveLength(128);
  });

  it("holds from here on, for what starts inside the active scope, until it is taken away", async () => {
    const { telemetry, finish } = await startRecording();
    telemetry.session({ id: "s" }, () => {
      telemetry.startStep({ name: "before" }).end();
      telemetry.task({ id: "T" }, () => {
        telemetry.setContext({ "vcs.branch": "main", ticket: 7 });
        telemetry.startStep({ name: "with" }).end();
        telemetry.record("decision", { type: "t", choice: "with" });
        telemetry.setContext({ ticket: undefined, "vcs.branch": "other" });
        telemetry.startStep({ name: "cleared" }).end();
      });
      telemetry.startStep({ name: "after" }).end();
    });
    const { span, event } = await finish();
    const told = (name: string) => {
      const { attributes } = span(name);
      return [attributes["vcs.branch"], attributes.ticket];
    };
    expect(told("step before")).toEqual([undefined, undefined]);
    expect(told("step with")).toEqual(["main", 7]);
    expect(event("agentscribe.decision").attributes).toMatchObject({ "vcs.branch": "main", ticket: 7 });
    expect(told("step cleared")).toEqual(["other", undefined]);
    expect(told("step after")).toEqual([undefined, undefined]);
    expect(span("task").attributes.ticket).toBe(7);
  });

  it("outside of any scope holds for the whole client", async () => {
    const { telemetry, finish } = await startRecording();
    telemetry.setContext({ region: "eu" });
    telemetry.startStep({ name: "one" }).end();
    telemetry.setContext({ region: undefined });
    telemetry.startStep({ name: "two" }).end();
    const { span } = await finish();
    expect(span("step one").attributes.region).toBe("eu");
    expect(span("step two").attributes).not.toHaveProperty(["region"]);
  });

  it("can name a user who was not known, and never another, nor a session or an error", async () => {
    const { telemetry, finish } = await startRecording();
    telemetry.setContext({ "user.id": undefined, "app.area": "billing" });
    expect(telemetry.health().problems["context:names"]).toBeUndefined();
    telemetry.setContext({ "session.id": "stolen", "gen_ai.agent.name": "stolen", "error.type": "stolen" });
    expect(telemetry.health().problems["context:names"]).toBeDefined();
    telemetry.session({ id: "s" }, () => {
      telemetry.setContext({ "user.id": "u-1" });
      telemetry.setContext({ "user.id": "u-2", "session.id": "stolen", "agentscribe.task.id": "stolen" });
      telemetry.startStep({ name: "one" }).end();
    });
    telemetry.startStep({ name: "two" }).end();
    const { spans, span, violations } = await finish();
    expect(JSON.stringify(spans)).not.toContain("stolen");
    expect(span("step one").attributes).toMatchObject({ "session.id": "s", "user.id": "u-1" });
    expect(violations).toEqual([]);
  });
});

describe("identity", () => {
  it("of the process is on every span and event, and on no metric", async () => {
    const { telemetry, finish } = await startRecording({
      identity: { user: { id: "u-1", email: "u@example.org", name: "U" }, tenant: { id: "acme" } },
    });
    telemetry.startStep({ name: "bare" }).end();
    telemetry.session({ user: "u-2" }, () => telemetry.recordTool({ name: "t", durationMs: 1 }));
    const { span, event, metrics } = await finish();
    expect(span("step bare").attributes).toMatchObject({
      "user.id": "u-1",
      "user.email": "u@example.org",
      "user.name": "U",
      "agentscribe.tenant.id": "acme",
    });
    expect(span("execute_tool t").attributes).toMatchObject({ "user.id": "u-2", "agentscribe.tenant.id": "acme" });
    expect(event("agentscribe.session.end").attributes["user.id"]).toBe("u-2");
    const labels = metrics.flatMap((metric) => metric.points.flatMap((point) => Object.keys(point.attributes)));
    expect(labels.filter((label) => /^(user|session)\.|tenant|conversation/.test(label))).toEqual([]);
  });

  it("of a user of the session does not carry parts of the process's user", async () => {
    const { telemetry, finish } = await startRecording({ identity: { user: { id: "u-1", email: "one@example.org" } } });
    telemetry.session({ user: { id: "u-2" } }, () => undefined);
    const { span } = await finish();
    expect(span("session").attributes["user.id"]).toBe("u-2");
    expect(span("session").attributes).not.toHaveProperty(["user.email"]);
  });

  it("of the installation is a random id kept in a private file", async () => {
    const folder = mkdtempSync(join(tmpdir(), "installation-"));
    onTestFinished(() => rmSync(folder, { recursive: true }));
    const path = join(folder, "state", "installation-id");
    const ids: unknown[] = [];
    for (let start = 0; start < 2; start += 1) {
      const { telemetry, finish } = await startRecording({ identity: { installation: { path } } });
      telemetry.startStep({ name: "one" }).end();
      ids.push((await finish()).span("step one").attributes["app.installation.id"]);
    }
    expect(ids[0]).toMatch(/^[0-9a-f-]{36}$/);
    expect(ids[1]).toBe(ids[0]);
    expect(readFileSync(path, "utf8").trim()).toBe(ids[0]);
    expect(statSync(path).mode & 0o777).toBe(0o600);
    expect(statSync(join(folder, "state")).mode & 0o777).toBe(0o700);
  });

  it("of the installation is absent when not asked for, and when its file holds something else", async () => {
    const folder = mkdtempSync(join(tmpdir(), "installation-"));
    onTestFinished(() => rmSync(folder, { recursive: true }));
    const path = join(folder, "id");
    writeFileSync(path, "the user's own notes");
    const asked = await startRecording({ identity: { installation: { path } } });
    asked.telemetry.startStep({ name: "one" }).end();
    expect((await asked.finish()).span("step one").attributes).not.toHaveProperty(["app.installation.id"]);
    expect(readFileSync(path, "utf8")).toBe("the user's own notes");
    const other = join(folder, "never");
    const unasked = await startRecording({ identity: { user: "u" } });
    unasked.telemetry.startStep({ name: "one" }).end();
    expect((await unasked.finish()).span("step one").attributes).not.toHaveProperty(["app.installation.id"]);
    expect(existsSync(other)).toBe(false);
  });
});

describe("clients", () => {
  it("are found by fromContext(), withClient() and the free functions", async () => {
    const first = await startRecording();
    const second = await startRecording();
    const act = (name: string): Telemetry => {
      record("decision", { type: "t", choice: name });
      recordTool({ name, durationMs: 1 });
      recordLlm({ provider: "openai", model: name, durationMs: 1 });
      recordOutcome(name, "success");
      setContext({ from: name });
      return fromContext();
    };
    expect(act("default")).toBe(second.telemetry);
    expect(withClient(first.telemetry, () => act("with"))).toBe(first.telemetry);
    expect(first.telemetry.session({ id: "s" }, () => act("scope"))).toBe(first.telemetry);
    await first.telemetry.session({ id: "t" }, async () => {
      await null;
      expect(second.telemetry.step({ name: "inner" }, () => fromContext())).toBe(second.telemetry);
      expect(fromContext()).toBe(first.telemetry);
    });
    const names = (choices: readonly { attributes: Readonly<Record<string, unknown>> }[]) =>
      choices.map((event) => event.attributes["agentscribe.decision.choice"]);
    const [one, two] = [await first.finish(), await second.finish()];
    expect(names(one.eventsNamed("agentscribe.decision"))).toEqual(["with", "scope"]);
    expect(names(two.eventsNamed("agentscribe.decision"))).toEqual(["default"]);
    expect(one.span("execute_tool scope").attributes["session.id"]).toBe("s");
    // What waits for prices comes after what does not.
    const spans = two.spans.map((span) => span.name).sort();
    expect(spans).toEqual(["chat default", "execute_tool default", "step inner"]);
  });

  it("do not hide each other's scopes", async () => {
    const first = await startRecording();
    const second = await startRecording();
    first.telemetry.session({ id: "one" }, (session) =>
      second.telemetry.session({ id: "two" }, () => {
        first.telemetry.recordTool({ name: "of one", durationMs: 1 });
        second.telemetry.recordTool({ name: "of two", durationMs: 1 });
        expect(session.totals().toolCalls).toBe(1);
      }),
    );
    const [one, two] = [await first.finish(), await second.finish()];
    expect(one.spans.map((span) => [span.name, span.attributes["session.id"]])).toEqual([
      ["execute_tool of one", "one"],
      ["session", "one"],
    ]);
    expect(two.spans.map((span) => [span.name, span.attributes["session.id"]])).toEqual([
      ["execute_tool of two", "two"],
      ["session", "two"],
    ]);
  });
});
