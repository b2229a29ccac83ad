import { execFile } from "node:child_process";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { describe, expect, it, onTestFinished } from "vitest";
import { childEnv } from "../../support/child-env.ts";
import { recordedBy, startRecording } from "../../support/recording.ts";

const CHILD = fileURLToPath(new URL("child-agent.ts", import.meta.url));
const run = promisify(execFile);
const TRACEPARENT = /^00-[0-9a-f]{32}-[0-9a-f]{16}-01$/;
const OTHER = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01";

/** Each of 100 characters. */
const manyMembers = (count: number): string =>
  Array.from({ length: count }, (_, index) => `v${index}=`.padEnd(100, "x")).join(",");

describe("injectEnv() and extractEnv()", () => {
  it("put a child process into the trace, session and task of its parent", async () => {
    const { telemetry, receiver, finish } = await startRecording();
    let headers: Record<string, string> = {};
    await telemetry.session({ id: "thread-1", user: "secret-user", tenant: "secret-tenant" }, () =>
      telemetry.task({ id: "T-1", type: "bugfix" }, async (task) => {
        task.outcome("success");

        const env = telemetry.injectEnv({ ...childEnv(), TASK_ID: "T-1", TASK_TRACEPARENT: task.traceparent });
        const { stdout } = await run(process.execPath, [CHILD, receiver.url], { env });
        headers = JSON.parse(stdout) as typeof headers;
      }),
    );
    await finish();
    const { span, event, spans, violations } = await recordedBy(receiver);
    const task = span("task bugfix");
    const identity = {
      "session.id": "thread-1",
      "gen_ai.conversation.id": "thread-1",
      "agentscribe.task.id": "T-1",
      "agentscribe.task.type": "bugfix",
    };
    for (const name of ["execute_tool by-parent", "invoke_agent continued"]) {
      expect(span(name)).toMatchObject({
        traceId: task.traceId,
        parentSpanId: task.spanId,
        attributes: identity,
        resource: { "service.name": "child" },
      });
    }
    expect(span("step inside")).toMatchObject({
      parentSpanId: span("execute_tool by-parent").spanId,
      attributes: identity,
    });
    expect(event("agentscribe.decision")).toMatchObject({
      traceId: task.traceId,
      spanId: task.spanId,
      attributes: identity,
    });
    expect(headers.traceparent).toBe(`00-${task.traceId}-${task.spanId}-01`);
    expect(headers.baggage).toContain("session.id=thread-1");
    expect(event("agentscribe.task.late_outcome")).toMatchObject({
      traceId: task.traceId,
      spanId: task.spanId,
      attributes: {
        "agentscribe.task.id": "T-1",
        "agentscribe.task.outcome": "regressed",
        "agentscribe.task.regressions": 1,
      },
    });
    expect(spans.every((one) => one.traceId === task.traceId)).toBe(true);
    expect(violations).toEqual([]);
  });
});

describe("injectHeaders() and extractHeaders()", () => {
  it("carry trace and session to a server over HTTP", async () => {
    const client = await startRecording({ service: { name: "client" } });
    const remote = await startRecording({ service: { name: "server" } });
    const server = createServer((request, response) => {
      remote.telemetry.agent({ name: "served", parent: remote.telemetry.extractHeaders(request.headers) }, () =>
        response.end("ok"),
      );
    });
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
    onTestFinished(() => void server.close());
    const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
    await client.telemetry.session({ id: "s/1, ü=;" }, () =>
      client.telemetry.step({ name: "call" }, () =>
        fetch(url, { headers: client.telemetry.injectHeaders({ "x-own": "1" }) }),
      ),
    );
    const sent = await client.finish();
    const served = (await remote.finish()).span("invoke_agent served");
    expect(served).toMatchObject({
      traceId: sent.span("session").traceId,
      parentSpanId: sent.span("step call").spanId,
      attributes: { "session.id": "s/1, ü=;" },
    });
  });

  it("write into Headers objects, keep baggage of others and the spelling of its header", async () => {
    const { telemetry } = await startRecording();
    telemetry.session({ id: "s" }, () => {
      const headers = telemetry.injectHeaders(new Headers({ baggage: "vendor=1;p=2,session.id=old" }));
      expect(headers.get("traceparent")).toMatch(TRACEPARENT);
      expect(headers.get("baggage")).toBe("vendor=1;p=2,session.id=s,gen_ai.conversation.id=s");
      expect(telemetry.extractHeaders(headers).attributes).toMatchObject({ "session.id": "s" });
      const plain = telemetry.injectHeaders({ Baggage: "vendor=1", Traceparent: OTHER });
      expect(Object.keys(plain)).toEqual(["Baggage", "Traceparent"]);
      expect(plain.Traceparent).not.toBe(OTHER);
      expect(plain.Baggage).toBe("vendor=1,session.id=s,gen_ai.conversation.id=s");
    });
  });

  it("take a header that stands several times as one", async () => {
    const { telemetry } = await startRecording();
    telemetry.session({ id: "s" }, () => {
      expect(telemetry.injectHeaders({ baggage: ["vendor=1", "other=2;p=3"] })).toMatchObject({
        baggage: "vendor=1,other=2;p=3,session.id=s,gen_ai.conversation.id=s",
      });
    });
    const remote = telemetry.extractHeaders({
      traceparent: [OTHER],
      tracestate: ["vendor=abc", "other=def"],
      baggage: ["vendor=1", "session.id=far"],
    });
    expect(remote.attributes).toEqual({ "session.id": "far" });
    telemetry.continue(remote, () => {
      expect(telemetry.injectHeaders({})).toMatchObject({ tracestate: "vendor=abc,other=def" });
    });
  });

  it.each([
    ["as it came", "Vendor/a@b=x y==,b=", "Vendor/a@b=x y==,b="],
    ["without what no header can carry", "a=1\r\nx: y,b=\u20ac,=3,none,c=4", "c=4"],
    ["without its longest members where it is too long", `a=1,b=${"x".repeat(128)},c=${"x".repeat(400)}`, "a=1"],
    ["without its last members where that is too little", manyMembers(8), manyMembers(5)],
  ])("pass the state of vendors on %s", async (_name, tracestate, passedOn) => {
    const { telemetry } = await startRecording();
    telemetry.continue(telemetry.extractMcpMeta({ _meta: { traceparent: OTHER, tracestate } }), () => {
      const headers = telemetry.injectHeaders({});
      expect(headers).toMatchObject({ tracestate: passedOn });
      expect(() => new Headers(headers)).not.toThrow();
    });
  });

  it("leave baggage alone that has no room for more", async () => {
    const { telemetry } = await startRecording();
    telemetry.session({ id: "s" }, () => {
      for (const baggage of [`big=${"x".repeat(8_180)}`, `over=${"x".repeat(9_000)}`]) {
        expect(telemetry.injectHeaders({ baggage }).baggage).toBe(baggage);
      }
      const many = Array.from({ length: 180 }, (_, index) => `k${index}=1`).join(",");
      expect(telemetry.injectHeaders({ baggage: many }).baggage).toBe(many);
    });
  });

  it("never put a user, a tenant or context attributes into baggage", async () => {
    const { telemetry } = await startRecording({ identity: { user: "secret-1", tenant: "secret-2" } });
    telemetry.session({ id: "s", user: { id: "secret-3", email: "secret-4" } }, () => {
      telemetry.setContext({ ticket: "secret-5" });
      telemetry.agent({ name: "secret-6" }, () => {
        const carriers = [
          telemetry.injectHeaders({}),
          telemetry.injectEnv({}),
          telemetry.injectMcpMeta({}),
          Object.fromEntries(telemetry.injectHeaders(new Headers())),
        ];
        expect(JSON.stringify(carriers)).not.toContain("secret");
        expect(JSON.stringify(carriers)).toContain("session.id=s");
      });
    });
  });

  it("do nothing outside of any scope", async () => {
    const { telemetry } = await startRecording();
    expect(telemetry.injectHeaders({ a: "1" })).toEqual({ a: "1" });
    expect(telemetry.injectEnv({})).toEqual({});
  });

  it.each([
    ["nothing", undefined],
    ["words", "not a traceparent"],
    ["a trace of zeros", `00-${"0".repeat(32)}-b7ad6b7169203331-01`],
    ["a span of zeros", `00-0af7651916cd43dd8448eb211c80319c-${"0".repeat(16)}-01`],
    ["version ff", OTHER.replace("00-", "ff-")],
    ["more fields than version 00 has", `${OTHER}-more`],
    ["capital letters", OTHER.toUpperCase()],
  ])("start a trace of their own on %s", async (_name, traceparent) => {
    const { telemetry, finish } = await startRecording();
    const remote = telemetry.extractHeaders({ traceparent, baggage: "session.id=far" });
    expect(remote.spanContext).toBeUndefined();
    telemetry.step({ name: "one", parent: remote }, () => undefined);
    const { span } = await finish();
    expect(span("step one")).toMatchObject({ parentSpanId: "", attributes: { "session.id": "far" } });
    expect(span("step one").traceId).not.toContain("0af7651916cd43dd");
  });

  it("take a later version of traceparent, arrays and tracestate", async () => {
    const { telemetry, finish } = await startRecording();
    const remote = telemetry.extractHeaders({
      Traceparent: [`${OTHER.replace("00-", "01-")}-future`],
      tracestate: "vendor=abc",
    });
    telemetry.continue(remote, () => {
      expect(telemetry.injectHeaders({})).toEqual({ traceparent: OTHER, tracestate: "vendor=abc" });
      telemetry.startStep({ name: "one" }).end();
    });
    const { span } = await finish();
    expect(span("step one")).toMatchObject({
      traceId: "0af7651916cd43dd8448eb211c80319c",
      parentSpanId: "b7ad6b7169203331",
    });
  });

  it("take a scope out of the session around it", async () => {
    const { telemetry, finish } = await startRecording();
    telemetry.session({ id: "near", user: "near-user" }, (session) => {
      const remote = telemetry.extractHeaders({ traceparent: OTHER, baggage: "session.id=far" });
      telemetry.tool({ name: "far", parent: remote }, () => undefined);
      telemetry.continue(remote, () => telemetry.recordTool({ name: "far too", durationMs: 1 }));
      expect(session.totals().toolCalls).toBe(0);
    });
    const { span } = await finish();
    for (const name of ["execute_tool far", "execute_tool far too"]) {
      expect(span(name)).toMatchObject({
        parentSpanId: "b7ad6b7169203331",
        attributes: { "session.id": "far" },
      });
      expect(span(name).attributes).not.toHaveProperty(["user.id"]);
    }
  });
});

describe("injectMcpMeta() and extractMcpMeta()", () => {
  it("carry the trace in _meta of new parameters and keep what is there", async () => {
    const { telemetry } = await startRecording();
    telemetry.session({ id: "s" }, (session) => {
      const params = { name: "search", _meta: { progressToken: 7 } };
      const sent = telemetry.injectMcpMeta(params);
      expect(params).toEqual({ name: "search", _meta: { progressToken: 7 } });
      expect(sent).toMatchObject({
        name: "search",
        _meta: { progressToken: 7, traceparent: session.traceparent, baggage: expect.stringContaining("session.id=s") },
      });
      expect(telemetry.extractMcpMeta(sent)).toMatchObject({
        spanContext: { traceId: session.traceId, spanId: session.spanId },
        attributes: { "session.id": "s" },
      });
    });
  });
});
