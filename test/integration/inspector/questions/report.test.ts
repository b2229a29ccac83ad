import { createServer, type IncomingMessage, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import { runReport } from "../../../../src/cli/report/report.ts";
import { clickHouseViews } from "../../../../src/inspector/questions/views/clickhouse.ts";
import { type ClickHouseEngine, hasClickHouse, startClickHouse } from "../../../support/inspector/clickhouse-engine.ts";
import { fillCollectorTables } from "../../../support/inspector/collector-tables.ts";
import { type SeededStore, seededStore } from "../../../support/inspector/seeded-store.ts";
import { type SeededTelemetry, seededTelemetry } from "../../../support/inspector/seeded-telemetry.ts";

const ESCAPE = "\u001b[2Jevil\u202e";

/** Telemetry with a tool whose name is a command to a terminal and a formula to a spreadsheet. */
function hostile(telemetry: SeededTelemetry): SeededTelemetry {
  const spans = telemetry.spans.map((span) =>
    span.attributes["gen_ai.tool.name"] === "deploy"
      ? { ...span, attributes: { ...span.attributes, "gen_ai.tool.name": `=1+1${ESCAPE}` } }
      : span,
  );
  return { ...telemetry, spans };
}

const telemetry = hostile(seededTelemetry(3_000));
const SINCE = ["--since", "2026-10-25", "--until", "2026-11-20"];

let embedded: SeededStore;
const servers: Server[] = [];

beforeAll(async () => {
  embedded = await seededStore(telemetry);
}, 60_000);

afterAll(() => embedded?.close());

afterEach(async () => {
  for (const server of servers.splice(0)) {
    server.closeAllConnections();
    await new Promise((done) => server.close(done));
  }
});

interface Run {
  readonly code: number;
  readonly out: string;
  readonly err: string;
}

async function report(
  args: readonly string[],
  more: { readonly columns?: number; readonly env?: object } = {},
): Promise<Run> {
  let out = "";
  let err = "";
  const code = await runReport(args, {
    env: { NO_COLOR: "1", ...more.env },
    columns: more.columns,
    out: (text) => {
      out += text;
    },
    err: (text) => {
      err += text;
    },
  });
  return { code, out, err };
}

const ofFile = (...args: readonly string[]): Promise<Run> => report([...args, "--store", embedded.path]);

/** A loopback server that answers as it is told. @returns its host and port */
async function listen(
  answer: (request: IncomingMessage, body: string) => readonly [status: number, text: string],
): Promise<string> {
  const server = createServer(async (request, response) => {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk as Buffer);
    const [status, text] = answer(request, Buffer.concat(chunks).toString("utf8"));
    response.writeHead(status, status === 302 ? { location: "http://127.0.0.1:9/" } : {}).end(text);
  });
  servers.push(server);
  await new Promise<void>((done) => server.listen(0, "127.0.0.1", done));
  return `127.0.0.1:${(server.address() as AddressInfo).port}`;
}

const ANSWER = JSON.stringify({ meta: [{ name: "model" }, { name: "cost_usd" }], data: [["gpt-6", 1.5]] });

describe("agentscribe report of a store file", () => {
  it("without a question gives sums, models, tools, success and errors", async () => {
    const { code, out } = await ofFile(...SINCE);
    expect(code).toBe(0);
    expect(out).toMatch(/^Overview\nsessions +\d/);
    for (const title of ["Models", "Tools", "Success", "Errors"]) expect(out).toContain(`\n\n${title}\n`);
    expect(out).toMatch(/\ninput tokens +\d{1,3}(,\d{3})+\n/);
  });

  it("gives rows as JSON and as CSV to programs", async () => {
    const { out } = await ofFile("--by", "model", ...SINCE, "--json");
    const { question, rows } = JSON.parse(out) as {
      readonly question: string;
      readonly rows: readonly { readonly model: string }[];
    };
    expect(question).toBe("cost");
    expect(rows.map(({ model }) => model)).toContain("gpt-6");
    const csv = await ofFile("cost", ...SINCE, "--csv", "--limit", "2");
    expect(csv.out.split("\r\n")).toHaveLength(4);
    expect(csv.out).toMatch(/^model,calls,errors,/);
  });

  it("lets nothing in names reach the terminal as a command, in no form", async () => {
    for (const form of [[], ["--json"], ["--csv"]]) {
      const { code, out } = await report(["tools", ...SINCE, ...form, "--store", embedded.path], { columns: 80 });
      expect(code).toBe(0);
      expect(out).toContain("evil");
      for (const unsafe of ["\u001b", "\u202e"]) expect(out).not.toContain(unsafe);
    }
    for (const { out } of [await ofFile("tools", ...SINCE), await ofFile("tools", ...SINCE, "--json")])
      for (const unsafe of ["\u001b", "\u202e"]) expect(out).not.toContain(unsafe);
  });

  it("gives CSV in a pipe the names as they are, but for formulas", async () => {
    const { out } = await ofFile("tools", ...SINCE, "--csv");
    expect(out).toContain("\u202e");
    expect(out).not.toContain("\ufffd");
    expect(out).toContain("'=1+1");
  });

  it("fits into the terminal", async () => {
    const { out } = await report(["sessions", "--store", embedded.path, ...SINCE], { columns: 80 });
    const lines = out.trimEnd().split("\n");
    expect(lines.length).toBeGreaterThan(50);
    for (const line of lines.slice(0, -1)) expect(line.length).toBeLessThanOrEqual(80);
  });

  it("finds the session that a person means", async () => {
    const last = await ofFile("--session", "last", "--json");
    const rows = (JSON.parse(last.out) as { readonly rows: readonly unknown[] }).rows;
    expect(rows.length).toBeGreaterThan(0);
    expect((await ofFile("timeline", "--session", "nobody")).err).toMatch(/no session nobody/);
  });

  it.each([
    [["nonsense"], /there is no question nonsense/],
    [["cost", "--by", "mood"], /by is one of model/],
    [["--since", "yesterday"], /--since is 90m/],
    [["cost", "--json", "--csv"], /choose one/],
    [["--csv"], /--csv is for one question/],
    [["cost", "--set", "limit"], /--set is NAME=VALUE/],
    [["cost", "--set", "color=red"], /cost has no parameter color/],
    [["timeline"], /timeline needs session/],
    [["--sql", "duckdb"], /there is no question duckdb/],
  ])("refuses %j with exit code 2", async (args, message) => {
    const { code, out, err } = await ofFile(...args);
    expect({ code, out }).toEqual({ code: 2, out: "" });
    expect(err).toMatch(message);
  });

  it("says that there is no store", async () => {
    const { code, err } = await report(["--store", `${embedded.path}.other`]);
    expect(code).toBe(1);
    expect(err).toMatch(/no store at /);
  });

  it("prints statements in place of answers", async () => {
    const own = await report(["cost", "--sql", "--service", "a\u001bb"]);
    expect(own.out).toMatch(/^-- cost: [\s\S]*:service[\s\S]*;\n$/);
    expect(own.out).not.toContain("\u001b");
    expect((await report(["cost", "--sql", "clickhouse"])).out).toContain("{fromUs:Int64}");
    expect(own.out).not.toContain("judged");
    expect((await report(["anomalies", "--sql"])).out).toMatch(
      /^-- anomalies: .*\n-- The answer is judged from these rows/,
    );
    expect((await report(["--views"])).out).toMatch(
      /^CREATE OR REPLACE VIEW agent_spans AS[\s\S]*VIEW agent_events AS/,
    );
  });
});

describe("agentscribe report of ClickHouse", () => {
  it("asks over HTTP, with values as parameters and the password in a header", async () => {
    const seen: { readonly url: URL; readonly headers: IncomingMessage["headers"]; readonly body: string }[] = [];
    const host = await listen((request, body) => {
      seen.push({ url: new URL(request.url ?? "", "http://x"), headers: request.headers, body });
      return [200, ANSWER];
    });
    const { code, out } = await report([
      "cost",
      "--service",
      "a\\b\tc",
      "--store",
      `clickhouse://ann:s%40cret@${host}/otel`,
      "--json",
    ]);
    expect(code).toBe(0);
    expect(JSON.parse(out)).toEqual({ question: "cost", rows: [{ model: "gpt-6", cost_usd: 1.5 }] });
    const [{ url, headers, body } = seen[0] as never] = seen;
    expect(headers).toMatchObject({
      "x-clickhouse-user": "ann",
      "x-clickhouse-key": "s@cret",
      "x-clickhouse-database": "otel",
    });
    expect(url.searchParams.get("param_service")).toBe("a\\\\b\\tc");
    expect(url.href).not.toContain("cret");
    expect(body).toContain("{service:String}");
    expect(body).not.toContain("a\\b");
  });

  it("takes the password from the environment, or as it stands in the address", async () => {
    let key: unknown;
    const host = await listen((request) => {
      key = request.headers["x-clickhouse-key"];
      return [200, ANSWER];
    });
    await report(["cost", "--store", `http://ann@${host}`], { env: { CLICKHOUSE_PASSWORD: "hidden" } });
    expect(key).toBe("hidden");
    await report(["cost", "--store", `http://ann:100%@${host}`]);
    expect(key).toBe("100%");
  });

  it.each([
    ["a refusal", 403, "Code: 516. DB::Exception: ann: Authentication failed\nmore", /answered 403: Code: 516/],
    [
      "missing views",
      404,
      "Code: 60. DB::Exception: Unknown table agent_spans. (UNKNOWN_TABLE)",
      /agentscribe report --views/,
    ],
    ["another server", 200, "<html>", /is no ClickHouse server/],
    ["another address", 302, "", /does not answer/],
  ])("ends with exit code 1 and without the password for %s", async (_, status, text, message) => {
    const host = await listen(() => [status, `${text}${status === 403 ? ESCAPE : ""}`]);
    const { code, out, err } = await report(["cost", "--store", `http://ann:hidden-word@${host}/otel`]);
    expect({ code, out }).toEqual({ code: 1, out: "" });
    expect(err).toMatch(message);
    for (const unsafe of ["hidden-word", "\u001b"]) expect(err).not.toContain(unsafe);
  });

  it("says that nobody answers, and that an address is none, without the password", async () => {
    const nobody = await report(["cost", "--store", "clickhouse://ann:hidden-word@127.0.0.1:9/otel"]);
    const wrong = await report(["cost", "--store", "clickhouse://ann:hidden-word@:x"]);
    for (const { code, err } of [nobody, wrong]) {
      expect(code).toBe(1);
      expect(err).not.toContain("hidden-word");
    }
    expect(nobody.err).toMatch(/127\.0\.0\.1:9.* does not answer/);
  });
});

describe.skipIf(!hasClickHouse)("agentscribe report of the real ClickHouse engine", () => {
  let engine: ClickHouseEngine;

  beforeAll(() => {
    engine = startClickHouse();
    fillCollectorTables(engine, telemetry);
    for (const view of clickHouseViews()) engine.run(view);
  }, 60_000);

  afterAll(() => engine?.close());

  it("prints what it prints of a file", async () => {
    const unescaped = (text: string) => text.replace(/\\(.)/g, (_, one: string) => ({ t: "\t", n: "\n" })[one] ?? one);
    const host = await listen((request, body) => {
      const { searchParams } = new URL(request.url ?? "", "http://x");
      const given = [...searchParams].filter(([name]) => name.startsWith("param_"));
      const parameters = Object.fromEntries(
        given.map(([name, value]) => [name.slice("param_".length), unescaped(value)]),
      );
      return [200, engine.text(body, parameters, searchParams.get("default_format") ?? "")];
    });
    for (const args of [
      SINCE,
      ["--by", "decision", ...SINCE],
      ["anomalies", "--by", "service", ...SINCE],
      ["cohorts", ...SINCE],
    ]) {
      const there = await report([...args, "--store", `clickhouse://${host}/otel`]);
      expect(there.err).toBe("");
      expect(there.out).toBe((await ofFile(...args)).out);
    }
  });
});
