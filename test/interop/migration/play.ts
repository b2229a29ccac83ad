import { spawn } from "node:child_process";
import { createServer, type IncomingMessage } from "node:http";
import type { AddressInfo } from "node:net";
import { join } from "node:path";
import { buffer, text } from "node:stream/consumers";
import { gunzipSync } from "node:zlib";
import { type Answer, peerAnswer } from "./peer-answers.ts";
import { modelAnswer } from "./scripted-model.ts";

/**
 * Runs a program against a model that answers as scripted and a backend that takes everything; writes what reached the backend to standard output, one
 * request a line; the last line is what became of it. To be run where there is no network but loopback: `node play.ts <program> <set> <folder>`.
 */
const [program = "", set = "", folder = ""] = process.argv.slice(2);
const TIMEOUT_MILLIS = 60_000;

async function bodyOf(incoming: IncomingMessage): Promise<Buffer> {
  const body = await buffer(incoming);
  return incoming.headers["content-encoding"] === "gzip" ? gunzipSync(body) : body;
}

function write(line: unknown): void {
  process.stdout.write(`${JSON.stringify(line)}\n`);
}

const server = createServer((incoming, response) => {
  void bodyOf(incoming).then((body) => {
    const path = incoming.url ?? "";
    const asked = modelAnswer(path, body);
    if (asked === undefined) {
      const { host: _host, ...headers } = incoming.headers;
      write({ method: incoming.method, path, headers, body: body.toString("base64") });
    }
    const { status = 200, type = "application/json", content }: Answer = asked ?? peerAnswer(path);
    response.writeHead(status, { "content-type": type }).end(content);
  });
});
await new Promise<void>((listening) => server.listen(0, "127.0.0.1", listening));
const { port } = server.address() as AddressInfo;
const url = `http://127.0.0.1:${port}`;

const child = spawn(process.execPath, ["--import", new URL("resolve-here.mjs", import.meta.url).href, program], {
  cwd: folder,
  env: {
    PATH: process.env.PATH,
    HOME: folder,
    INTEROP_SET: set,
    AGENTSCRIBE_SPOOL_DIRECTORY: join(folder, "spool"),
    ...{ OPENAI_API_KEY: "none", OPENAI_BASE_URL: `${url}/model/v1` },
    ...{ OTEL_EXPORTER_OTLP_ENDPOINT: `${url}/ours`, OTEL_EXPORTER_OTLP_PROTOCOL: "http/protobuf" },
    ...{ LANGFUSE_BASE_URL: `${url}/langfuse`, LANGFUSE_PUBLIC_KEY: "pk-lf-1", LANGFUSE_SECRET_KEY: "sk-lf-1" },
    ...{ LANGSMITH_ENDPOINT: `${url}/langsmith`, LANGSMITH_API_KEY: "none", LANGSMITH_TRACING: "true" },
    ...{ TRACELOOP_BASE_URL: `${url}/traceloop`, TRACELOOP_API_KEY: "none", TRACELOOP_TELEMETRY: "false" },
    ...{ PHOENIX_COLLECTOR_ENDPOINT: `${url}/phoenix`, PHOENIX_HOST: `${url}/phoenix` },
    ...{ SENTRY_DSN: `http://key@127.0.0.1:${port}/sentry/1` },
    ...{ DD_TRACE_AGENT_URL: `${url}/datadog`, DD_INSTRUMENTATION_TELEMETRY_ENABLED: "false", DD_SERVICE: "shop" },
  },
  stdio: ["ignore", "pipe", "pipe"],
  timeout: TIMEOUT_MILLIS,
});
const ended = new Promise<number | null>((resolve) => {
  child.once("close", resolve);
  child.once("error", () => resolve(null));
});
const [said, errors, code] = await Promise.all([text(child.stdout), text(child.stderr), ended]);
write({ code, said, errors });
server.closeAllConnections();
server.close();
