import { readFileSync } from "node:fs";
import { createServer, type IncomingHttpHeaders } from "node:http";
import type { AddressInfo } from "node:net";
import { buffer } from "node:stream/consumers";
import { gunzipSync } from "node:zlib";
import { describe, expect, it, onTestFinished } from "vitest";
import { decodeOtlp } from "../../../examples/support/otlp/decode-otlp.ts";
import { flattenMetrics, flattenSpans } from "../../../examples/support/otlp/flatten-otlp.ts";
import { runScript, type ScriptResult } from "../../integration/sdk/run-script.ts";
import { DEMANDS } from "./demands.ts";

interface Request {
  /** Of the service that was meant. */
  readonly host: string;
  readonly path: string;
  readonly headers: IncomingHttpHeaders;
  readonly body: Buffer;
}

const PAGE = readFileSync(new URL("../../../docs/sending.md", import.meta.url), "utf8");

/** The program of a section of the page. */
function programOf(section: string): string {
  const text = PAGE.split(/^## /m).find((part) => part.startsWith(`${section}\n`)) ?? "";
  const [, code] = /^```js\n([\s\S]*?)^```$/m.exec(text) ?? [];
  if (code === undefined) throw new Error(`docs/sending.md has no program for ${section}`);
  return code;
}

/** `AggregationTemporality` of OTLP. */
const DELTA = 1;

/** What a user's program does with it. */
const WORK = `
await telemetry.session({ id: "thread-1", user: { id: "ada" } }, () =>
  telemetry.agent({ name: "support" }, () =>
    telemetry.llm({ provider: "openai", model: "gpt-4o-mini", input: [{ role: "user", content: "a question" }] }, async (call) =>
      call.usage({ inputTokens: 100, outputTokens: 10 }),
    ),
  ),
);
await telemetry.shutdown({ timeoutMillis: 20_000 });`;

/** Any service, at `/<its host>/…`. */
async function startServices(): Promise<{ readonly url: string; readonly requests: readonly Request[] }> {
  const requests: Request[] = [];
  const server = createServer((incoming, response) => {
    void buffer(incoming).then((body) => {
      const [, host = "", path = ""] = /^\/([^/]+)(\/.*)$/.exec(incoming.url ?? "") ?? [];
      requests.push({ host, path, headers: incoming.headers, body });
      response.writeHead(200, { "content-type": "application/x-protobuf" }).end();
    });
  });
  await new Promise<void>((listening) => server.listen(0, "127.0.0.1", listening));
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, requests };
}

/** Runs the program with each service at this machine, and with some work behind it. */
async function run(section: string, env: Readonly<Record<string, string>>, url: string): Promise<ScriptResult> {
  const program = programOf(section)
    .replace(`from "agentscribe"`, `from "./src/index.ts"`)
    .replaceAll(/(["`])https?:\/\//g, `$1${url}/`)
    .replace(/^init\(/m, "const telemetry = init(");
  return runScript(`${program}${WORK}`, { env });
}

const unzipped = ({ headers, body }: Request): Buffer =>
  headers["content-encoding"] === "gzip" ? gunzipSync(body) : body;

describe("sending, as the page says it", () => {
  it.each(DEMANDS)(
    "to $section asks what its documentation demands",
    async ({ section, host, env, paths, ...wanted }) => {
      const services = await startServices();
      const { code, stderr } = await run(section, env, services.url);
      expect({ code, stderr }).toEqual({ code: 0, stderr: "" });

      expect([...new Set(services.requests.map((request) => request.host))]).toEqual([host]);
      expect([...new Set(services.requests.map(({ path }) => path))].sort()).toEqual(Object.keys(paths).sort());
      for (const { path, headers } of services.requests) {
        expect(headers).toMatchObject({ ...paths[path], "content-type": "application/x-protobuf" });
        expect(headers["content-encoding"]).toBe(wanted.gzip === true ? "gzip" : undefined);
      }

      const traces = services.requests.filter(({ path }) => path.endsWith("/v1/traces"));
      const spans = traces.flatMap((request) =>
        flattenSpans(decodeOtlp("ExportTraceServiceRequest", unzipped(request))),
      );
      expect(spans.map(({ name }) => name).sort()).toEqual(["chat gpt-4o-mini", "invoke_agent support", "session"]);
      const call = spans.find(({ name }) => name.startsWith("chat"));
      expect(call?.attributes).toMatchObject({ "gen_ai.request.model": "gpt-4o-mini", ...wanted.attributes });
      expect(JSON.stringify(spans)).not.toContain("a question");
    },
    30_000,
  );

  it("to New Relic reports metrics as changes", async () => {
    const services = await startServices();
    const { env } = DEMANDS.find(({ section }) => section === "New Relic") ?? { env: {} };
    await run("New Relic", env, services.url);
    const sent = services.requests.filter(({ path }) => path === "/v1/metrics");
    const metrics = sent.flatMap((request) =>
      flattenMetrics(decodeOtlp("ExportMetricsServiceRequest", unzipped(request))),
    );
    const tokens = metrics.find(({ name }) => name === "gen_ai.client.inference.usage.input_tokens");
    expect(tokens).toMatchObject({ aggregationTemporality: DELTA });
  }, 60_000);

  it("has a test for each section with a program", () => {
    const sections = [...PAGE.matchAll(/^## (.+)$/gm)].map(([, name]) => name);
    expect(sections.filter((name) => name !== "Names that a backend reads")).toEqual(
      DEMANDS.map(({ section }) => section),
    );
  });
});
