import type { OutgoingHttpHeaders } from "node:http";
import { describe, expect, it } from "vitest";
import type { AlertQuery } from "../../../../src/inspector/alerts/alert-window.ts";
import type { AlertReport } from "../../../../src/inspector/api.ts";
import type { Store } from "../../../../src/inspector/index.ts";
import { madeUpSession, madeUpStep } from "../../../support/inspector/made-up-session.ts";
import {
  madeUpAnswer,
  madeUpDetail,
  madeUpStore,
  madeUpTable,
  TRACE,
} from "../../../support/inspector/made-up-store.ts";
import { bearer, json, type RawAnswer, send, serve } from "./serve.ts";

type Post = (body: unknown, headers?: OutgoingHttpHeaders) => Promise<RawAnswer>;

async function endpoint(store: Store = madeUpStore()): Promise<Post> {
  const { port, token } = await serve({ store });
  return (body, headers = {}) =>
    send(port, "/mcp", {
      method: "POST",
      headers: { ...bearer(token), "content-type": "application/json", ...headers },
      body: typeof body === "string" ? body : JSON.stringify(body),
    });
}

const request = (method: string, params: object = {}) => ({ jsonrpc: "2.0", id: 1, method, params });

const META = {
  "io.modelcontextprotocol/protocolVersion": "2026-07-28",
  "io.modelcontextprotocol/clientCapabilities": {},
};
const alone = (method: string, params: object = {}) => request(method, { ...params, _meta: META });
const headersOf = (method: string, more: OutgoingHttpHeaders = {}) => ({
  "mcp-protocol-version": "2026-07-28",
  "mcp-method": method,
  ...more,
});

/** What a tool answers, as a client reads it. */
async function call(
  post: Post,
  name: string,
  args: object,
): Promise<{ readonly text: string; readonly isError: boolean }> {
  const { result } = json(await post(request("tools/call", { name, arguments: args }))) as {
    result: { content: [{ text: string }]; isError: boolean };
  };
  return { text: result.content[0].text, isError: result.isError };
}

describe("compare_runs", () => {
  it("gives a part of the steps that changed, and how many there are", async () => {
    const [a, b] = [madeUpSession(), madeUpSession({ id: "session-b" })];
    const rows = Array.from({ length: 90 }, (_, index) =>
      index % 3 === 0
        ? { change: "same" as const, a: madeUpStep(index), b: madeUpStep(index), differs: [] }
        : { change: "only-a" as const, a: madeUpStep(index), b: null, differs: [] },
    );
    const comparison = async () => madeUpAnswer({ a, b, rows, tools: [], prompts: [] });
    const post = await endpoint(madeUpStore({ comparison }));
    const compared = async (more: object) => {
      const { text } = await call(post, "compare_runs", { a: a.id, b: b.id, ...more });
      return JSON.parse(text.slice(text.indexOf("{"))) as {
        sameSteps: number;
        changedStepsInAll: number;
        changedSteps: { a: { index: number } }[];
      };
    };
    const first = await compared({});
    expect([first.sameSteps, first.changedStepsInAll, first.changedSteps.length]).toEqual([30, 60, 40]);
    const rest = await compared({ from: 58, limit: 10 });
    expect(rest.changedSteps.map((row) => row.a.index)).toEqual([88, 89]);
  });
});

describe("POST /mcp", () => {
  it.each([
    ["2025-11-25", "2025-11-25"],
    ["2025-03-26", "2025-03-26"],
    ["1999-01-01", "2025-11-25"],
  ])("agrees on a version with a client that asks for %s: %s", async (asked, agreed) => {
    const post = await endpoint();
    const answer = json(
      await post(request("initialize", { protocolVersion: asked, capabilities: {}, clientInfo: {} })),
    );
    expect(answer).toMatchObject({
      jsonrpc: "2.0",
      id: 1,
      result: { protocolVersion: agreed, capabilities: { tools: {} } },
    });
  });

  it("answers a notification, and an answer to nothing, with 202 and no body", async () => {
    const post = await endpoint();
    for (const body of [
      { jsonrpc: "2.0", method: "notifications/initialized" },
      { jsonrpc: "2.0", id: 3, result: {} },
    ]) {
      const { status, body: answer } = await post(body);
      expect([status, answer.length]).toEqual([202, 0]);
    }
  });

  it.each([
    ["{", 400, -32_700],
    ["[]", 400, -32_600],
    ['{"id":1,"method":"ping"}', 400, -32_600],
    ['{"jsonrpc":"2.0","id":{},"method":"ping"}', 400, -32_600],
    ['{"jsonrpc":"2.0","id":1,"method":"resources/list"}', 200, -32_601],
    ['{"jsonrpc":"2.0","id":1,"method":"tools/call","params":{"name":"__proto__"}}', 200, -32_602],
    ['{"jsonrpc":"2.0","id":1,"method":"tools/call","params":{"name":"search","arguments":[]}}', 200, -32_602],
  ])("answers %s with status %i and error %i", async (body, status, code) => {
    const answer = await (await endpoint())(body);
    expect(answer.status).toBe(status);
    expect(json(answer)).toMatchObject({ jsonrpc: "2.0", error: { code } });
  });

  it("refuses a version that it does not know, and says which it knows", async () => {
    const answer = await (await endpoint())(request("tools/list"), { "mcp-protocol-version": "2031-01-01" });
    expect(answer.status).toBe(400);
    expect(json(answer)).toMatchObject({
      error: { code: -32_022, data: { requested: "2031-01-01", supported: expect.arrayContaining(["2026-07-28"]) } },
    });
  });

  it("takes requests that stand alone only when headers and body agree", async () => {
    const post = await endpoint();
    const list = alone("tools/list");
    expect(json(await post(list, headersOf("tools/list")))).toMatchObject({
      result: { resultType: "complete", cacheScope: "private", tools: expect.any(Array) },
    });
    for (const headers of [{}, headersOf("tools/call"), { "mcp-protocol-version": "2026-07-28" }]) {
      const answer = await post(list, headers);
      expect([answer.status, json(answer)]).toMatchObject([400, { error: { code: -32_020 } }]);
    }
    const called = alone("tools/call", { name: "describe_store", arguments: {} });
    const encoded = `=?base64?${Buffer.from("describe_store").toString("base64")}?=`;
    for (const [name, status] of [
      ["describe_store", 200],
      [encoded, 200],
      ["search", 400],
    ] as const)
      expect((await post(called, headersOf("tools/call", { "mcp-name": name }))).status).toBe(status);
    expect((await post(alone("ping"), headersOf("ping"))).status).toBe(404);
  });

  it("refuses a body that is no JSON by its type, or too large, and serves the next", async () => {
    const post = await endpoint();
    expect((await post(request("ping"), { "content-type": "text/plain" })).status).toBe(415);
    expect((await post(`{"x":"${"x".repeat(2_000_000)}"}`)).status).toBe(413);
    expect((await post(request("ping"))).status).toBe(200);
  });

  it("cuts answers to what fits into a model's context, and says so", async () => {
    const huge = "word ".repeat(200_000);
    const post = await endpoint(
      madeUpStore({
        span: async () => madeUpDetail({ attributes: [["gen_ai.input.messages", huge]] }),
        spans: async () => madeUpTable(Array.from({ length: 20_000 }, (_, at) => ({ start: at, duration: 1 }))),
        sessions: async () => ({
          sessions: Array.from({ length: 100 }, () => madeUpSession({ id: huge })),
          next: null,
        }),
      }),
    );
    for (const [name, args] of [
      ["get_span", { trace: TRACE, span: "0".repeat(16) }],
      ["get_trace", { trace: TRACE, limit: 500 }],
      ["list_sessions", { limit: 100 }],
    ] as const) {
      const { text, isError } = await call(post, name, args);
      expect(isError).toBe(false);
      expect(text.length).toBeLessThanOrEqual(60_000);
      if (name !== "get_trace") expect(JSON.parse(text).truncated).toMatch(/^texts are cut at \d+ characters/);
      expect(JSON.parse(text).notice).toContain("not instructions");
    }
  });

  it("lists alerts of so many days, with the series that have too little data", async () => {
    let asked: AlertQuery | undefined;
    const about = { subjectType: "model", service: null, unit: "ratio", baseline: null } as const;
    const alerts = async (query?: AlertQuery): Promise<AlertReport> => {
      asked = query;
      const alert = { ...about, id: "0123456789abcdef", kind: "error_rate", subject: "gpt-6", sinceUs: 0 } as const;
      const rare = { ...about, kind: "error_rate", subject: "rare", hourUs: 0, alert: null, count: 2 } as const;
      return {
        ...{ fromUs: 0, toUs: 0, moreAlerts: 3, moreSeries: 7 },
        alerts: [{ ...alert, untilUs: 3_600_000_000, verdict: "above", value: 0.4, score: 9, count: 60 }],
        states: [{ ...rare, verdict: "not enough data", value: 0, lacks: { have: 2, need: 30, of: "calls" } }],
      };
    };
    const { text } = await call(await endpoint(madeUpStore({ alerts })), "list_alerts", { days: 2, service: "shop" });
    expect(asked?.service).toBe("shop");
    expect(Date.now() - Number(asked?.fromUs) / 1_000).toBeGreaterThanOrEqual(2 * 86_400_000);
    expect(JSON.parse(text)).toMatchObject({
      alertsInAll: 4,
      alerts: [
        { kind: "error_rate", subject: "gpt-6", since: "1970-01-01T00:00:00.000Z", until: "1970-01-01T01:00:00.000Z" },
      ],
      seriesJudged: 0,
      seriesBeyondLimit: 7,
      notEnoughData: [{ subject: "rare", lacks: { have: 2, need: 30, of: "calls" } }],
    });
  });

  it.each([
    ["get_trace", { trace: TRACE, limit: 0 }, "limit must be a whole number from 1 to 500"],
    ["get_trace", { trace: 7 }, "trace must be text"],
    ["list_sessions", { failed: "yes" }, "failed must be of type boolean"],
    ["list_sessions", { sort: "name" }, "sort must be one of start, cost, tokens, errors, duration"],
    ["list_alerts", { days: 36 }, "days must be a whole number from 1 to 35"],
    ["list_sessions", { nope: 1 }, 'there is no argument "nope"'],
    ["search", { text: "x".repeat(3_000) }, "text is too long"],
    ["ask_question", { name: "cost", parameters: { limit: [] } }, "parameters must be texts or numbers"],
  ])("tells the model what is wrong with %s %j", async (name, args, text) => {
    expect(await call(await endpoint(), name, args)).toEqual({ text, isError: true });
  });
});
