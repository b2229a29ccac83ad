import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, it } from "vitest";
import { type Receiver, type ReceiverResponse, startReceiver } from "../../examples/support/otlp-receiver.ts";
import { RULE_GROUPS } from "../../fleet/prometheus/generate.ts";
import { rulesFile } from "../../fleet/prometheus/rule.ts";
import { OWN_METRICS } from "../../fleet/shared/metrics.ts";
import { prometheusName } from "../../fleet/shared/prometheus-name.ts";
import { init, type Telemetry } from "../../src/index.ts";
import { jsonToProtobuf } from "../../src/inspector/decode/json-to-protobuf.ts";
import { emitEverything } from "../integration/conventions/everything.ts";
import { codingAgentMetrics } from "../support/fleet/coding-agent-metrics.ts";
import { interpolated, panelQueries } from "../support/fleet/panel-queries.ts";
import { recipeQueries } from "../support/fleet/recipes.ts";
import { describeWith } from "./installed.ts";
import { freePorts, type RunningProgram, startProgram, until } from "./start-program.ts";

const HOUR_MILLIS = 3_600_000;

/** How a metric's reports are told apart from those of another process; so many that bands and shares are shown. */
const CALLS = 90;
const DECISIONS = 240;
const MANY_LABELS = 2_500;

const expressions = [
  ...panelQueries().flatMap(({ name, expr }) => (expr === undefined ? [] : [{ name, expr }])),
  ...recipeQueries("promql.md", "promql").map(({ name, query }) => ({ name: `recipe ${name}`, expr: query })),
];

/** Asks an expression of a backend at this moment, with the variables of a dashboard put in. */
async function askBackend(url: string, expr: string): Promise<readonly unknown[]> {
  const body = new URLSearchParams({ query: interpolated(expr, Date.now() - 12 * HOUR_MILLIS, Date.now()) });
  const response = await fetch(`${url}/api/v1/query`, { method: "POST", body });
  const answer = (await response.json()) as { readonly data?: { readonly result: readonly unknown[] }; error?: string };
  if (answer.data === undefined) throw new Error(answer.error);
  return answer.data.result;
}

describeWith(["prometheus"], "Panels asked of a real Prometheus", (program) => {
  const folder = mkdtempSync(join(tmpdir(), "agentscribe-panels-"));
  let prometheus: RunningProgram;
  let url: string;

  const ask = (expr: string): Promise<readonly unknown[]> => askBackend(url, expr);

  beforeAll(async () => {
    const [port] = await freePorts(1);
    url = `http://127.0.0.1:${port}`;
    writeFileSync(join(folder, "rules.yml"), rulesFile(RULE_GROUPS.map((group) => ({ ...group, interval: "1s" }))));
    const config = { rule_files: ["rules.yml"], storage: { tsdb: { out_of_order_time_window: "30d" } } };
    writeFileSync(join(folder, "prometheus.yml"), JSON.stringify(config));
    prometheus = await startProgram(program, {
      cwd: folder,
      args: [
        ...["--config.file=prometheus.yml", "--storage.tsdb.path=data", `--web.listen-address=127.0.0.1:${port}`],
        // The second is for agents that send changes: Claude Code and Codex.
        ...["--web.enable-otlp-receiver", "--enable-feature=otlp-deltatocumulative"],
      ],
      readyUrl: `${url}/-/ready`,
    });
    const post = (request: object): Promise<void> => postMetrics(`${url}/api/v1/otlp/v1/metrics`, request);
    await fill(post);
    await post(codingAgentMetrics(Date.now()));
    await until(
      () => ask("job_type:agentscribe_decision_mix:psi6h"),
      (rows) => rows.length > 0,
    );
  }, 180_000);

  afterAll(async () => {
    await prometheus?.stop();
    rmSync(folder, { recursive: true, force: true });
  });

  it.each(expressions)("$name, has data", async ({ expr }) => {
    expect((await ask(expr)).length).toBeGreaterThan(0);
  });

  it("has every metric of this package under the name that the dashboards use", async () => {
    const rows = (await ask('count by (__name__) ({__name__=~".+"})')) as readonly { metric: { __name__: string } }[];
    const names = new Set(rows.map(({ metric }) => metric.__name__));
    const expected = [...OWN_METRICS.values()].map((metric) =>
      metric.instrument === "histogram" ? `${prometheusName(metric)}_bucket` : prometheusName(metric),
    );
    expect(expected.filter((name) => !names.has(name))).toEqual([]);
  });

  it("raises the alerts for what happened", async () => {
    const expected = ["BudgetExceeded", "DecisionMixShift", "Loops", "TelemetryDropped", "UnpricedCalls"];
    const raised = async (): Promise<readonly string[]> => {
      const rows = (await ask("count by (alertname) (ALERTS)")) as readonly { metric: { alertname: string } }[];
      return rows.map(({ metric }) => metric.alertname);
    };
    const includesAll = (names: readonly string[]): boolean =>
      expected.every((name) => names.includes(`Agentscribe${name}`));
    expect(await until(raised, includesAll)).not.toContain("AgentscribeSilent");
  });

  it("reads the rules, and evaluates them", async () => {
    const { data } = (await (await fetch(`${url}/api/v1/rules`)).json()) as {
      readonly data: { readonly groups: readonly { readonly rules: readonly { readonly lastError?: string }[] }[] };
    };
    const rules = data.groups.flatMap((group) => group.rules);
    expect(rules.length).toBe(RULE_GROUPS.flatMap((group) => group.rules).length);
    expect(rules.flatMap(({ lastError }) => (lastError === undefined ? [] : [lastError]))).toEqual([]);
  });
});

/** Without the Collector before it there is no label `job`, nor is the resource a series of its own; and there are no rules. */
const asWell = expressions.filter(({ expr }) => !/\w+:\w+:\w+|target_info|job=~"\.\*copilot/.test(expr));

describeWith(["victoria-metrics"], "Panels asked of VictoriaMetrics", (program) => {
  const folder = mkdtempSync(join(tmpdir(), "agentscribe-panels-"));
  let victoria: RunningProgram;
  let url: string;

  beforeAll(async () => {
    const [port] = await freePorts(1);
    url = `http://127.0.0.1:${port}`;
    victoria = await startProgram(program, {
      args: [
        ...[`-storageDataPath=${folder}`, `-httpListenAddr=127.0.0.1:${port}`, "-selfScrapeInterval=0"],
        ...["-opentelemetry.usePrometheusNaming", "-search.latencyOffset=0s", "-search.disableCache"],
      ],
      readyUrl: `${url}/health`,
    });
    const post = (request: object): Promise<void> => postMetrics(`${url}/opentelemetry/v1/metrics`, request);
    await fill(post);
    // It takes no changes: the Collector sums them up.
    await post(codingAgentMetrics(Date.now(), true));
    await until(
      () => askBackend(url, "copilot_chat_session_count_total"),
      (rows) => rows.length > 0,
    );
  }, 180_000);

  afterAll(async () => {
    await victoria?.stop();
    rmSync(folder, { recursive: true, force: true });
  });

  it.each(asWell)("$name, has data", async ({ expr }) => {
    expect((await askBackend(url, expr)).length).toBeGreaterThan(0);
  });
});

/** What the SDK counts of everything it can record: eight hours ago, two hours ago, and now. */
async function fill(post: (request: object) => Promise<void>): Promise<void> {
  const receiver = await startReceiver();
  const refusing = await startReceiver({ respond: () => ONE_REJECTED });
  const telemetry = init({
    service: { name: "everything", version: "1.0.0" },
    host: "own",
    semconv: "1.36",
    exporters: [
      { url: receiver.url, name: "receiver" },
      { url: refusing.url, name: "refusing", signals: { traces: true, events: true, metrics: false } },
    ],
  });
  try {
    await emitMuch(telemetry, "answer");
    for (const hours of [8, 7.5, 2]) await post(earlier(lastMetrics(receiver), hours * HOUR_MILLIS));
    await emitMuch(telemetry, "escalate");
    await post(lastMetrics(receiver));
  } finally {
    await telemetry.shutdown({ timeoutMillis: 10_000 });
    await receiver.close();
    await refusing.close();
  }
}

/** A partial success, in which one record was rejected. */
const ONE_REJECTED: ReceiverResponse = {
  status: 200,
  headers: { "content-type": "application/x-protobuf" },
  body: Uint8Array.of(0x0a, 0x02, 0x08, 0x01),
};

async function emitMuch(telemetry: Telemetry, choice: string): Promise<void> {
  await emitEverything(telemetry);
  const agent = { provider: "openai", model: "gpt-5-mini", durationMs: 900 } as const;
  for (let call = 0; call < CALLS; call += 1) {
    telemetry.recordLlm({ ...agent, usage: { inputTokens: 1_000, outputTokens: 20, cacheReadTokens: 500 } });
    await telemetry.agent({ name: "planner" }, () => telemetry.tool({ name: "search" }, () => "found"));
    telemetry.record("session.end", { durationMs: 60_000, turns: 3, outcome: "success" });
    telemetry.record("pull_request", { state: "open", taskType: "bugfix", timeToPrMs: 3_600_000 });
  }
  for (let call = 0; call < DECISIONS; call += 1) telemetry.record("decision", { type: "route", choice });
  for (let call = 0; call < MANY_LABELS; call += 1)
    telemetry.record("recovery", { what: `${call}`, outcome: "success" });
  // The second time metrics say what became of the records.
  for (let flush = 0; flush < 2; flush += 1) await telemetry.flush({ timeoutMillis: 20_000 });
}

/** Metrics are sent in several requests: all since the last flush. */
function lastMetrics(receiver: Receiver): object {
  const sent = receiver.requests.filter(({ path }) => path === "/v1/metrics").at(-1)?.otlp;
  if (sent === undefined) throw new Error("no metrics were sent");
  return sent;
}

/** The same, as if it had been counted so much earlier. */
function earlier(request: object, millis: number): object {
  const text = JSON.stringify(request).replace(
    /"((?:startT|t)imeUnixNano)":"(\d+)"/g,
    (_all, name: string, nanos: string) => {
      return `"${name}":"${BigInt(nanos) - BigInt(millis) * 1_000_000n}"`;
    },
  );
  return JSON.parse(text) as object;
}

async function postMetrics(url: string, request: object): Promise<void> {
  const body = jsonToProtobuf("metrics", Buffer.from(JSON.stringify(request)));
  const response = await fetch(url, { method: "POST", headers: { "content-type": "application/x-protobuf" }, body });
  if (!response.ok) throw new Error(`${url} answers ${response.status}: ${await response.text()}`);
}
