import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { clickHouseViews } from "../../../../src/inspector/questions/views/clickhouse.ts";
import { INPUT_DETAILS, OUTPUT_DETAILS } from "../../../../src/inspector/understand/conventions/langfuse.ts";
import { WORDS } from "../../../../src/inspector/understand/kind.ts";
import { TABLES } from "../../../../src/inspector/understand/tables.ts";
import { type ClickHouseEngine, hasClickHouse, startClickHouse } from "../../../support/inspector/clickhouse-engine.ts";
import { fillCollectorTables } from "../../../support/inspector/collector-tables.ts";
import {
  createRandom,
  type SeededLog,
  type SeededSpan,
  type SeededTelemetry,
  seededTelemetry,
} from "../../../support/inspector/seeded-telemetry.ts";
import { understoodSpans } from "../../../support/inspector/understood-spans.ts";

/** A word that is no text. */
const LEFT_OUT = new Set(["isDuplicate"]);

/** Attributes that hold counts as JSON, with names that such counts have. */
const JSON_NAMES: Readonly<Record<string, readonly string[]>> = {
  usageDetails: [
    "input",
    "output",
    "total",
    "prompt_tokens",
    "completion_tokens",
    "input_tokens",
    "output_tokens",
    "input_cached_tokens",
    "cache_creation_input_tokens",
    "output_reasoning",
  ],
  usageMetadata: ["input_tokens", "output_tokens", "total_tokens"],
  braintrustMetrics: [
    "prompt_tokens",
    "completion_tokens",
    "prompt_cached_tokens",
    "prompt_cache_creation_tokens",
    "completion_reasoning_tokens",
    "start",
  ],
  costDetails: ["input", "output", "total"],
};

const ATTRIBUTES = new Map(
  TABLES.flatMap((table) => Object.entries(table)).flatMap(([name, target]) => {
    const field = typeof target === "string" ? target : target[0];
    return LEFT_OUT.has(field) ? [] : [[name, field] as const];
  }),
);
const NAMES = [...ATTRIBUTES.keys()];
const SCOPES = [
  "agentscribe",
  "ai",
  "openinference.instrumentation.x",
  "@traceloop/x",
  "langfuse-sdk",
  "logfire",
  "else",
];
const SPAN_NAMES = ["session", "task docs", "task", "wait", "step one", "execute_tool x", "ChatModel", "running"];

/** Spans with a few attributes of any convention, whether they go together or not. */
function anySpans(count: number): SeededTelemetry {
  const random = createRandom(5);
  const pick = <T>(items: readonly T[]): T => items[Math.floor(random() * items.length)] as T;
  const value = (name: string): string | number => {
    const field = ATTRIBUTES.get(name);
    const words = WORDS.find(([one]) => one === field)?.[1];
    if (words !== undefined) return pick([...words.keys(), "unknown word"]);
    if (field === "provider")
      return pick(["anthropic.messages", "OpenAI", "google.generative-ai", "az.ai.openai", "groq"]);
    if (field === "firstChunkAt")
      return pick(['"2026-09-21T14:13:20.002Z"', "2026-09-21T14:13:20.003Z", "soon", "2020-01-01T00:00:00Z"]);
    if (field === "mcpMethod") return "tools/call";
    if (field === "model" || field === "requestModel")
      return pick(["gpt-6", "gpt-6-mini", "gpt-6-2026-08-07", "gpt-6@001", "gpt-6.1-001"]);
    const names = JSON_NAMES[field ?? ""];
    if (names !== undefined) {
      if (random() < 0.1) return pick(["no JSON", "{}", "7"]);
      const counts: Record<string, unknown> = {};
      for (const one of names) if (random() < 0.5) counts[one] = Math.floor(random() * 900) - 20;
      const details = { cache_read: Math.floor(random() * 50), cache_creation: 3, reasoning: 4 };
      if (field === "usageMetadata" && random() < 0.7)
        Object.assign(counts, { input_token_details: details, output_token_details: details });
      const within = { cached_tokens: Math.floor(random() * 50) - 2, reasoning_tokens: 6, audio_tokens: 0 };
      if (field === "usageDetails" && random() < 0.7)
        for (const one of [...INPUT_DETAILS, ...OUTPUT_DETAILS]) if (random() < 0.5) counts[one] = pick([within, null]);
      return JSON.stringify(counts);
    }
    if (field === "httpStatus") return pick([200, 404, 500]);
    return /tokens|usd|chunk|retries|confidence|value|duration/i.test(field ?? "")
      ? Math.floor(random() * 900) / 4
      : pick(["a", "b 'c'", "d\\e", "→"]);
  };
  const spans = Array.from({ length: count }, (_, index): SeededSpan => {
    const id = (index + 1).toString(16).padStart(16, "0");
    const names = Array.from({ length: 1 + Math.floor(random() * 8) }, () => pick(NAMES));
    return {
      ...{
        traceId: id + id,
        spanId: id,
        parentSpanId: "",
        service: pick(["web", "codex_exec"]),
        scope: pick(SCOPES),
        name: pick(SPAN_NAMES),
      },
      ...{
        kind: pick([1, 2, 3]),
        startUs: 1_790_000_000_000_000 + index,
        durationUs: index,
        status: pick([0, 1, 2] as const),
      },
      attributes: Object.fromEntries(names.map((name) => [name, value(name)])),
    };
  });
  return { spans: spans.map((span) => ({ ...span, service: "web" })), logs: [], endUs: 0 };
}

describe.skipIf(!hasClickHouse)("The view agent_spans of ClickHouse", () => {
  let engine: ClickHouseEngine;
  const telemetry = anySpans(4_000);

  beforeAll(() => {
    engine = startClickHouse();
    fillCollectorTables(engine, telemetry);
    for (const view of clickHouseViews()) engine.run(view);
  }, 60_000);

  afterAll(() => engine?.close());

  it("says of spans of any convention what the embedded store says", () => {
    const here = understoodSpans(telemetry.spans);
    const { columns, rows } = engine.ask(
      "SELECT * FROM agent_spans ORDER BY span_id SETTINGS optimize_functions_to_subcolumns = 0",
      {},
    );

    expect(rows.length).toBe(4_000);
    rows.forEach((row, index) => {
      const there = Object.fromEntries(columns.map((column, at) => [column, row[at] ?? null]));
      const mine = here[index] ?? {};
      const rounded = Object.fromEntries(Object.entries(mine).map(([name, one]) => [name, near(one, there[name])]));
      expect({ attributes: telemetry.spans[index]?.attributes, ...there }).toEqual({
        attributes: telemetry.spans[index]?.attributes,
        ...rounded,
        at: there.at,
      });
    });
  });
});

describe.skipIf(!hasClickHouse)("The views of ClickHouse", () => {
  it("have what was delivered twice once, and read no other days for it", () => {
    const engine = startClickHouse();
    try {
      const telemetry = seededTelemetry(2_000);
      fillCollectorTables(engine, telemetry);
      for (const view of clickHouseViews()) engine.run(view);
      const counts = () =>
        ["agent_spans", "agent_events"].map((view) => engine.ask(`SELECT count() FROM ${view}`, {}).rows[0]?.[0]);
      const before = counts();
      engine.run("INSERT INTO otel_traces SELECT * FROM otel_traces WHERE cityHash64(SpanId) % 3 = 0");
      engine.run("INSERT INTO otel_logs SELECT * FROM otel_logs WHERE cityHash64(SpanId) % 3 = 0");
      const rows = engine.ask("SELECT count() FROM otel_traces", {}).rows[0]?.[0];

      expect(Number(rows)).toBeGreaterThan(telemetry.spans.length);
      expect(before).toEqual([telemetry.spans.length, telemetry.logs.length]);
      expect(counts()).toEqual(before);
      const from = `fromUnixTimestamp64Micro(${telemetry.endUs - 86_400_000_000})`;
      const plan = engine.ask(`EXPLAIN indexes = 1 SELECT count() FROM agent_spans WHERE at >= ${from}`, {}).rows;
      const parts = plan.map(([line]) => /^ *Parts: (\d+)\/(\d+)/.exec(String(line))).find((found) => found !== null);
      expect(Number(parts?.[1])).toBeLessThan(Number(parts?.[2]) / 5);
    } finally {
      engine.close();
    }
  }, 60_000);
});

describe.skipIf(!hasClickHouse)("The views of ClickHouse leave out", () => {
  it("test records of verify(), as the inspector does, and nothing else of that name", () => {
    const { spans, logs } = seededTelemetry(1);
    const [span, log] = [spans[0] as SeededSpan, logs[0] as SeededLog];
    const name = "agentscribe.verify";
    const engine = startClickHouse();
    try {
      fillCollectorTables(engine, {
        endUs: 0,
        spans: ["agentscribe", "else"].map((scope) => ({ ...span, spanId: scope, scope, name })),
        logs: ["agentscribe", "else"].map((scope) => ({ ...log, scope, eventName: name })),
      });
      for (const view of clickHouseViews()) engine.run(view);
      expect(engine.ask("SELECT span_id FROM agent_spans", {}).rows).toEqual([["else"]]);
      expect(engine.ask("SELECT name, count() FROM agent_events GROUP BY 1", {}).rows).toEqual([[name, 1]]);
    } finally {
      engine.close();
    }
  }, 60_000);
});

/** Whole numbers in the store and in the view; in the facts they may still be fractions. */
function near(one: unknown, other: unknown): unknown {
  return typeof one === "number" && typeof other === "number" && Math.abs(one - other) < 1 ? other : one;
}
