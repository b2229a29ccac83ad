import { logs, trace } from "@opentelemetry/api";
import { describe, expect, it, onTestFinished, vi } from "vitest";
import { defineEvent } from "../../../src/index.ts";
import { activeOtelGlobals } from "../../../src/internal/otel-globals.ts";
import { startRecording } from "../../support/recording.ts";

const KEY = `sk-${"proj-"}AbCdEfGhIjKlMnOpQrStUvWxYz0123456789`;
const CLEAN = "https://u:[REDACTED:url-password]@h/";

describe("names and ids", () => {
  it("hold no secrets, on spans, events, metrics and the resource", async () => {
    const { telemetry, finish } = await startRecording({
      resource: { "db.url": "https://u:hunter2@h/", apikey: "Zx81kd02jfA9dkW2Zx81", "app.build": 7 },
    });
    const session = { id: "https://u:hunter2@h/", user: { id: "password=hunter2J9" } };
    telemetry.session(session, () => {
      telemetry.step({ name: "GET https://u:hunter2@h/" }, (step) => {
        step.span.updateName("GET https://u:hunter3@h/");
      });
      telemetry.tool({ name: KEY, callId: "https://u:hunter2@h/" }, () => 1);
      telemetry.retrieval({ dataSourceId: "postgres://app:hunter2@db/x" }, () => []);
      telemetry.llm(
        { provider: "acme", model: "https://u:hunter2@h/", serverAddress: "https://u:hunter2@h/" },
        () => 1,
      );
      telemetry.step({ name: `${"a".repeat(1_000)} ${KEY}` }, () => {});
    });
    const { spans, events, metrics, span } = await finish();
    expect(JSON.stringify([spans, events, metrics])).not.toMatch(/hunter|Zx81|AbCd/);
    expect(span(`GET ${CLEAN}`).attributes).toMatchObject({
      "agentscribe.step.name": `GET ${CLEAN}`,
      "session.id": CLEAN,
    });
    expect(span("execute_tool [REDACTED:api-key]").attributes["gen_ai.tool.call.id"]).toBe(CLEAN);
    expect(span(`chat ${CLEAN}`).resource).toMatchObject({
      "db.url": CLEAN,
      apikey: "[REDACTED:secret]",
      "app.build": 7,
      "service.name": "recording-test",
    });
  });

  it("of other instrumentations hold none either", async () => {
    const { finish } = await startRecording();
    while (activeOtelGlobals()?.trace === undefined) await new Promise(setImmediate);
    trace.getTracer("http").startSpan("GET https://u:hunter2@h/").addEvent(`used ${KEY}`).end();
    logs.getLogger("http").emit({ eventName: "https://u:hunter2@h/", body: "x" });
    const { spans, events } = await finish();
    expect(spans).toMatchObject([{ name: `GET ${CLEAN}`, events: [{ name: "used [REDACTED:api-key]" }] }]);
    expect(events).toMatchObject([{ eventName: CLEAN }]);
  });

  it("of attributes and of properties that are dropped hold none either", async () => {
    const { telemetry, receiver, finish } = await startRecording({ capture: "full", resource: { [KEY]: 1 } });
    telemetry.setContext({ [KEY]: "a", [`${KEY}1`]: "b" });
    telemetry.task({ id: "t", features: { [KEY]: 1 }, attributes: { [KEY]: 2 } }, (task) => {
      task.set({ [KEY]: 3 });
      task.span.setAttribute(KEY, 4);
    });
    telemetry.llm({ provider: "acme", model: "m", prompt: { name: "p", variables: { [KEY]: "x" } } }, () => 1);
    const decision = { type: "route", choice: "left", [KEY]: 1, attributes: { [`a ${KEY}`]: 2, [`a ${KEY}1`]: 3 } };
    telemetry.record("decision", decision);
    telemetry.record(KEY as "decision", decision);
    expect(JSON.stringify(telemetry.health())).not.toContain("AbCd");
    const { event, span } = await finish();
    const sent = receiver.requests.map(({ body }) => Buffer.from(body).toString("latin1"));
    expect(sent.join()).not.toContain("AbCd");
    expect(span("task").attributes).toMatchObject({ "agentscribe.task.feature.[REDACTED:api-key]": 1 });
    expect(event("agentscribe.decision").attributes).toMatchObject({
      "a [REDACTED:api-key]": 2,
      "agentscribe.dropped": "attributes.a [REDACTED:api-key],[REDACTED:api-key]",
    });
  });

  it("of attributes say of content that it is a secret", async () => {
    const shop = defineEvent({
      name: "shop.login",
      description: "Somebody signs in.",
      stability: "stable",
      attributes: {
        one: { attribute: "shop.password", type: "string", class: "content", kind: "prompts", description: "One." },
        all: {
          attribute: "shop.old.password",
          type: "string[]",
          class: "content",
          kind: "prompts",
          description: "All.",
        },
      },
    });
    const { telemetry, finish } = await startRecording({ capture: { prompts: true, where: "span_and_event" } });
    const variables = { password: "correcthorse", db: { password: "correcthorse" }, city: "Bath" };
    telemetry.llm({ provider: "acme", model: "m", prompt: { name: "p", variables } }, (call) => {
      call.span.setAttribute("gen_ai.prompt.variable.passphrase", "correcthorse");
    });
    telemetry.record(shop, { one: "correcthorse", all: ["correcthorse"] });
    const { spans, events, event, span } = await finish();
    expect(JSON.stringify([spans, events])).not.toContain("correcthorse");
    expect(span("chat m").attributes).toMatchObject({
      "gen_ai.prompt.variable.password": "[REDACTED:secret]",
      "gen_ai.prompt.variable.city": "Bath",
    });
    expect(event("shop.login").attributes).toMatchObject({
      "shop.password": "[REDACTED:secret]",
      "shop.old.password": ["[REDACTED:secret]"],
    });
  });

  it("and texts of errors are clean before they are cut", async () => {
    const { telemetry, receiver, finish } = await startRecording({ capture: "full" });
    while (activeOtelGlobals()?.trace === undefined) await new Promise(setImmediate);
    /** With a key of which a limit takes the end away. */
    const across = (limit: number): string =>
      `${"word ".repeat(limit).slice(0, limit - 20)} ${KEY} ${"z ".repeat(5_000)}`;
    const error = Object.assign(new Error(across(4_096)), { stack: across(16_384) });
    expect(() =>
      telemetry.step({ name: "s" }, () => {
        throw error;
      }),
    ).toThrow(error);
    telemetry.recordTool({ name: "t", durationMs: 1, error });
    telemetry.step({ name: "s" }, ({ span }) => {
      span.updateName(across(4_096)).addEvent(across(4_096));
    });
    telemetry.llm({ provider: "acme", model: "m", request: { model: "m", stop: [across(1_024)] } }, () => 1);
    telemetry.embeddings({ provider: "acme", request: { model: "m", encoding_format: KEY } }, () => 1);
    telemetry.record("decision", { type: across(1_024), choice: "left", attributes: { a: across(1_024) } });
    trace.getTracer("http").startSpan(across(8_192)).addEvent(across(8_192)).end();
    const { spans } = await finish();
    expect(spans.length).toBeGreaterThan(5);
    const sent = receiver.requests.map(({ body }) => Buffer.from(body).toString("latin1"));
    expect(sent.join()).not.toContain("AbCd");
  });

  it("that a provider answers with hold none either", async () => {
    const { telemetry, finish } = await startRecording();
    const url = "https://u:hunter2@h/";
    const answer = {
      object: "chat.completion",
      id: KEY,
      model: url,
      system_fingerprint: KEY,
      service_tier: KEY,
      choices: [{ index: 0, finish_reason: KEY, message: { role: "assistant", content: "hi" } }],
      usage: { prompt_tokens: 3, completion_tokens: 1 },
    };
    telemetry.llm({ provider: "openai", model: url }, (call) => call.response(answer));
    telemetry.embeddings({ provider: "openai", model: url }, (call) =>
      call.response({ object: "list", model: url, data: [{ embedding: [1] }], usage: { prompt_tokens: 3 } }),
    );
    expect(JSON.stringify(telemetry.snapshot())).not.toContain("hunter");
    const { spans, events, metrics } = await finish();
    expect(JSON.stringify([spans, events, metrics])).not.toMatch(/hunter|AbCd/);
    expect(spans.map(({ attributes }) => attributes["gen_ai.response.model"])).toEqual([CLEAN, CLEAN]);
  });

  it("of programs tell of the passwords among their arguments", async () => {
    const { telemetry, finish } = await startRecording({ capture: { commandArguments: true } });
    telemetry.command({ executable: "mysql", args: ["-u", "root", "-phunter2x"] }, () => 1);
    telemetry.command({ executable: "ssh", args: ["-p", "22022", "-phunter3x"] }, () => 1);
    const { spans } = await finish();
    expect(spans.map(({ attributes }) => attributes["agentscribe.command.arguments"])).toEqual([
      '["-u","root","-p[REDACTED:flag]"]',
      '["-p","22022","-phunter3x"]',
    ]);
  });

  it("that another process sent hold none either", async () => {
    const { telemetry, finish } = await startRecording();
    const traceparent = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01";
    const baggage = `session.id=${KEY},agentscribe.task.type=${encodeURIComponent(`kind ${KEY}`)}`;
    telemetry.continue(telemetry.extractHeaders({ traceparent, baggage }), () =>
      telemetry.tool({ name: "t" }, () => 1),
    );
    expect((await finish()).span("execute_tool t").attributes).toMatchObject({
      "session.id": "[REDACTED:api-key]",
      "agentscribe.task.type": "kind [REDACTED:api-key]",
    });
  });

  it("stay where they are only built like keys", async () => {
    const id = "sess_AbCd12EfGh34IjKl56MnOp78QrSt90UvWx";
    const { telemetry, finish } = await startRecording();
    telemetry.startSession({ id, user: { id: "ada@example.org" } }).end();
    expect((await finish()).span("session").attributes).toMatchObject({
      "session.id": id,
      "user.id": "ada@example.org",
    });
  });

  it("and errors of the application's own callbacks are told without them", async () => {
    const write = vi.spyOn(process.stderr, "write").mockReturnValue(true);
    onTestFinished(() => write.mockRestore());
    const error = new Error(`401 for https://u:hunter2@h/ ${"x ".repeat(110)} ${KEY}`);
    const named = Object.assign(new Error("no"), { name: `Denied ${KEY} ${"x".repeat(1_000)}` });
    const failing = (error: Error) =>
      ({ export: (_: unknown, done: (result: object) => void) => done({ code: 1, error }), shutdown() {} }) as never;
    const { telemetry, finish } = await startRecording({
      spool: false,
      exporters: [
        { type: "custom", spanExporter: failing(error) },
        { type: "custom", spanExporter: failing(named) },
        { url: "http://127.0.0.1:9", headers: () => Promise.reject(error) },
      ],
    });
    telemetry.step({ name: "s" }, () => 1);
    await telemetry.flush({ timeoutMillis: 1_000 });
    const said = telemetry.health().destinations.map(({ lastError }) => lastError);
    expect(said).toContainEqual(expect.stringContaining(`401 for ${CLEAN}`));
    expect(said).toContainEqual(expect.stringContaining(`the headers function failed: Error: 401 for ${CLEAN}`));
    expect(said).toContainEqual(expect.stringMatching(/^Denied \[REDACTED:api-key\] x{200,280}$/));
    await finish();
    expect(JSON.stringify([telemetry.health(), write.mock.calls])).not.toMatch(/hunter2|AbCd/);
    expect(write.mock.calls.join()).toContain("not delivered");
  });
});
