import type { DerivedWork } from "../model/facts.ts";
import type { RawGroup, RawPoint } from "../model/raw.ts";
import type { Agent } from "./agents/agent.ts";
import { factsOf } from "./facts-of.ts";
import { TEXT } from "./field.ts";
import { type Reading, toText } from "./reading.ts";
import { recordReaderOf } from "./record-reader.ts";
import { type MetricField, type MetricMeaning, TOKEN_METRICS } from "./token-metrics.ts";
import { tokensOf } from "./tokens.ts";

type Sums = { [field in MetricField]?: number };

/**
 * The model calls that a batch of points tells of, for agents that send metrics only. Points of one session, model and time become one row: a metric
 * says how many tokens were used, not by how many calls. Points that name no session make no rows: nobody could tell whether spans told of the same.
 *
 * @param previousOf The value of the same series before, where there is one: a cumulative point stands for what was added since.
 */
export function understandPoints(
  points: readonly RawPoint[],
  group: RawGroup,
  previousOf: (point: RawPoint) => number | undefined,
): readonly DerivedWork[] {
  const { agent, reading } = recordReaderOf(group);
  const metrics = agent.tokenMetrics ?? TOKEN_METRICS;
  const rows = new Map<string, { readonly point: RawPoint; readonly sums: Sums }>();
  for (const point of points) {
    const field = fieldOf(point, metrics);
    if (field === undefined) continue;
    const added = addedBy(point, previousOf);
    if (added <= 0) continue;
    const key = rowOf(point);
    const row = rows.get(key) ?? { point, sums: {} };
    rows.set(key, row);
    row.sums[field] = (row.sums[field] ?? 0) + added;
  }
  return [...rows.values()].flatMap(({ point, sums }) => {
    reading.read(point.attributes);
    return reading.text(TEXT.session) === undefined ? [] : [toWork(point, sums, reading, agent)];
  });
}

function fieldOf(
  { metric, attributes }: RawPoint,
  metrics: ReadonlyMap<string, MetricMeaning>,
): MetricField | undefined {
  const meaning = metrics.get(metric);
  if (meaning === undefined || "field" in meaning) return meaning?.field;
  return meaning.fields.get(toText(attributes.get(meaning.by)) ?? "");
}

/** What came to a series with this point. A cumulative one that fell has begun again from 0. */
function addedBy(point: RawPoint, previousOf: (point: RawPoint) => number | undefined): number {
  if (!point.cumulative) return point.value;
  const previous = previousOf(point) ?? 0;
  return point.value < previous ? point.value : point.value - previous;
}

/** Points that have the same of these are of the same calls. */
const KEYS: readonly string[] = [
  "session.id",
  "model",
  "gen_ai.request.model",
  "gen_ai.response.model",
  "query_source",
];

function rowOf({ timeUs, attributes }: RawPoint): string {
  return JSON.stringify([timeUs, ...KEYS.map((key) => toText(attributes.get(key)) ?? null)]);
}

function toWork(point: RawPoint, sums: Sums, reading: Reading, agent: Agent): DerivedWork {
  const facts = factsOf(reading, "inference", agent);
  return {
    ...facts,
    ...tokensOf(sums),
    costUsd: sums.costUsd,
    source: "metric",
    name: facts.model === undefined ? "chat" : `chat ${facts.model}`,
    startUs: point.timeUs,
    durationUs: 0,
    failed: false,
  };
}
