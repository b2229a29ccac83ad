import { spawn } from "node:child_process";
import { join } from "node:path";
import { listen, tell, tellEnd } from "../../support/loopback-play.ts";
import { type Answer, peerAnswer } from "./peer-answers.ts";
import { modelAnswer } from "./scripted-model.ts";

/**
 * Runs a program against a model that answers as scripted and a backend that takes everything; writes what reached the backend to standard output, one
 * request a line; the last line is what became of it. To be run where there is no network but loopback: `node play.ts <program> <set> <folder>`.
 */
const [program = "", set = "", folder = ""] = process.argv.slice(2);
const TIMEOUT_MILLIS = 60_000;

const { url, close } = await listen((path, body, incoming, response) => {
  const asked = modelAnswer(path, body);
  if (asked === undefined) {
    const { host: _host, ...headers } = incoming.headers;
    tell({ method: incoming.method, path, headers, body: body.toString("base64") });
  }
  const { status = 200, type = "application/json", content }: Answer = asked ?? peerAnswer(path);
  response.writeHead(status, { "content-type": type }).end(content);
});

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
    ...{ SENTRY_DSN: `${url.replace("//", "//key@")}/sentry/1` },
    ...{ DD_TRACE_AGENT_URL: `${url}/datadog`, DD_INSTRUMENTATION_TELEMETRY_ENABLED: "false", DD_SERVICE: "shop" },
  },
  stdio: ["ignore", "pipe", "pipe"],
  timeout: TIMEOUT_MILLIS,
});
await tellEnd(child);
close();
