import { expect, it, onTestFinished } from "vitest";
import { startReceiver } from "../../examples/support/otlp-receiver.ts";
import { init } from "../../src/index.ts";
import { runAgent } from "./agent-run.ts";
import { temporaryFolder } from "./collector/start-collector.ts";
import { describeWith } from "./installed.ts";
import { freePorts, startProgram, until } from "./start-program.ts";
import { fromSnakeCase, numbersOfNanosAsText } from "./typed-attributes.ts";

interface MlflowTrace {
  readonly trace_info: { readonly trace_metadata: Readonly<Record<string, string>> };
  readonly spans: readonly {
    readonly trace_id: string;
    readonly span_id: string;
    readonly parent_span_id?: string;
    readonly name: string;
    readonly start_time_unix_nano: string;
    readonly end_time_unix_nano: string;
    readonly attributes: Parameters<typeof fromSnakeCase>[0];
    readonly events?: readonly { readonly name: string }[];
  }[];
}

/** Texts that are JSON it gives back as what they hold. */
const unpacked = (attributes: object): object =>
  Object.fromEntries(
    Object.entries(attributes).map(([name, value]) => [
      name,
      typeof value === "string" && /^[[{]/.test(value) ? (JSON.parse(value) as unknown) : value,
    ]),
  );

const hex = (base64: string | undefined): string => Buffer.from(base64 ?? "", "base64").toString("hex");

/** Starts one of its own, which ends with the test. @returns its URL */
async function startMlflow(program: string): Promise<string> {
  const [port = 0] = await freePorts(1);
  const url = `http://127.0.0.1:${port}`;
  const folder = temporaryFolder();
  const store = ["--backend-store-uri", `sqlite:///${folder}/m.db`, "--default-artifact-root", `${folder}/artifacts`];
  const mlflow = await startProgram(program, {
    args: ["server", ...store, "--host", "127.0.0.1", "--port", String(port), "--workers", "1"],
    ...{ cwd: folder, env: { MLFLOW_DISABLE_TELEMETRY: "true", DO_NOT_TRACK: "true" } },
    ...{ readyUrl: `${url}/health`, readyMillis: 240_000 },
  });
  onTestFinished(() => mlflow.stop());
  return url;
}

/** A trace, when all of its spans are there. */
function traceOf(url: string, traceId: string, spans: number): Promise<MlflowTrace | undefined> {
  return until(
    async () => {
      const response = await fetch(`${url}/api/3.0/mlflow/traces/get?trace_id=tr-${traceId}`);
      if (!response.ok) return undefined;
      return (JSON.parse(numbersOfNanosAsText(await response.text())) as { trace: MlflowTrace }).trace;
    },
    (found) => (found?.spans.length ?? 0) >= spans,
  );
}

const headers = { "x-mlflow-experiment-id": "0" };
const signals = { metrics: false, events: false };

describeWith(["mlflow"], "MLflow", (program) => {
  it("has the trace as it was sent, and reads session, user, tokens and the same cost from it", async () => {
    const url = await startMlflow(program);
    const sent = await runAgent([{ url, headers, signals }], { capture: "full" });
    const [{ traceId = "" } = {}] = sent.spans();
    const trace = await traceOf(url, traceId, sent.spans().length);

    const spans = new Map(trace?.spans.map((span) => [hex(span.span_id), span]));
    expect(spans.size).toBe(sent.spans().length);
    for (const span of sent.spans()) {
      const found = spans.get(span.spanId);
      expect(hex(found?.trace_id)).toBe(span.traceId);
      expect(hex(found?.parent_span_id)).toBe(span.parentSpanId);
      expect(found).toMatchObject({
        ...{ name: span.name, start_time_unix_nano: span.startTimeUnixNano, end_time_unix_nano: span.endTimeUnixNano },
      });
      expect((found?.events ?? []).map(({ name }) => name)).toEqual(span.events.map(({ name }) => name));
      expect(fromSnakeCase(found?.attributes ?? [])).toMatchObject(unpacked(span.attributes));
    }

    const session = sent.spans().find(({ name }) => name === "session")?.attributes;
    const read = trace?.trace_info.trace_metadata ?? {};
    expect(read["mlflow.trace.session"]).toBe(session?.["session.id"]);
    expect(read["mlflow.trace.user"]).toBe(session?.["user.id"]);
    expect(JSON.parse(read["mlflow.trace.tokenUsage"] ?? "{}")).toMatchObject({
      input_tokens: session?.["agentscribe.total.input_tokens"],
      output_tokens: session?.["agentscribe.total.output_tokens"],
    });
    // It has prices of its own.
    const { total_cost: cost } = JSON.parse(read["mlflow.trace.cost"] ?? "{}") as { readonly total_cost?: number };
    expect(cost).toBeCloseTo(Number(session?.["agentscribe.total.cost_usd"]), 9);
  }, 400_000);

  it("counts the tokens of calls and searches once with OpenInference's names, and prices what came from a cache as that", async () => {
    const url = await startMlflow(program);
    const sent = await startReceiver();
    const telemetry = init({
      host: "own",
      spool: false,
      exporters: [{ url: sent.url }, { url, headers, signals, attributes: "openinference" }],
    });
    const model = "gpt-4o-mini";
    await telemetry.session({ id: "thread-1" }, () =>
      telemetry.agent({ name: "support", model }, async () => {
        await telemetry.llm({ provider: "openai", model }, async (call) =>
          call.usage({ inputTokens: 1_200, cacheReadTokens: 1_000, outputTokens: 90 }),
        );
        await telemetry.embeddings({ provider: "openai", model: "text-embedding-3-small" }, async (call) =>
          call.usage({ inputTokens: 10 }),
        );
        await telemetry.retrieval({ dataSourceId: "handbook", query: "refunds" }, async () => []);
      }),
    );
    await telemetry.shutdown({ timeoutMillis: 60_000 });
    await sent.close();
    const [{ traceId = "" } = {}] = sent.spans();
    const trace = await traceOf(url, traceId, sent.spans().length);

    const read = trace?.trace_info.trace_metadata ?? {};
    expect(JSON.parse(read["mlflow.trace.tokenUsage"] ?? "{}")).toMatchObject({
      ...{ input_tokens: 1_210, output_tokens: 90, total_tokens: 1_300, cache_read_input_tokens: 1_000 },
    });
    const costs = sent.spans().map(({ attributes }) => Number(attributes["agentscribe.cost.usd"] ?? 0));
    const { total_cost: cost } = JSON.parse(read["mlflow.trace.cost"] ?? "{}") as { readonly total_cost?: number };
    expect(cost).toBeCloseTo(
      costs.reduce((sum, one) => sum + one, 0),
      9,
    );
    const typeOf = (name: string): unknown =>
      fromSnakeCase(trace?.spans.find((span) => span.name === name)?.attributes ?? [])["mlflow.spanType"];
    expect(typeOf("retrieval handbook")).toBe("RETRIEVER");
    expect(typeOf("invoke_agent support")).toBe("AGENT");
  }, 400_000);
});
