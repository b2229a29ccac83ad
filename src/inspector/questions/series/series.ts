import type { Series } from "../../api.ts";
import { type Asked, ask, type Given, resolveValues, WrongParameter } from "../ask.ts";
import { FROM, HOUR_US, SERVICE, TO } from "../common-parameters.ts";
import type { Parameter, Question, Values } from "../question.ts";
import { type Bucket, bucketOf } from "./bucket.ts";
import { markOf } from "./marks.ts";
import { HOURLY_LINES, HOURLY_TIMES, MEASURES, type Measure } from "./measures.ts";
import { seriesSql } from "./series-sql.ts";

/** Buckets before the first one that say what is usual. */
const BUCKETS_BEFORE = 24;

const MOST_BUCKETS = 2_000;
const MINUTE_US = HOUR_US / 60;

/** Steps by default: the shortest that gives at most 120 buckets. */
const STEPS = [1, 5, 15, 60, 360, 1_440, 10_080].map((minutes) => minutes * MINUTE_US);

const STEP: Parameter = {
  name: "stepUs",
  help: "Length of a bucket in microseconds.",
  type: "integer",
  range: [1_000_000, 366 * 24 * HOUR_US],
  default: ({ fromUs, toUs }) =>
    STEPS.find((step) => (Number(toUs) - Number(fromUs)) / step <= 120) ?? STEPS.at(-1) ?? HOUR_US,
};

/**
 * A measure over time. Given are `by`, `fromUs`, `toUs`, `stepUs` and `service`; buckets begin on multiples of the step.
 *
 * @throws WrongParameter
 */
export async function series(
  name: string,
  given: Given,
  asked: Asked,
  nowUs: number = Date.now() * 1_000,
): Promise<Series> {
  const measure = MEASURES.find((one) => one.name === name);
  if (measure === undefined) throw new WrongParameter(`there is no measure ${name.slice(0, 60)}`);
  const question = questionOf(measure);
  const values = resolveValues(question, given, nowUs);
  const { columns, rows } = await ask(question, values, asked, nowUs);
  const buckets = rows.map((row) => bucketOf(measure.calculation, columns, row));
  return seriesOf(measure, values, buckets);
}

/** A series is asked like a question. */
function questionOf(measure: Measure): Question {
  const hasMarks = hasBand(measure);
  return {
    name: measure.name,
    title: measure.title,
    help: "",
    parameters: [
      {
        name: "by",
        help: "What is a line of its own.",
        type: "text",
        default: "none",
        choices: ["none", ...Object.keys(measure.columns)],
      },
      TO,
      FROM,
      SERVICE,
      STEP,
    ],
    hourly: ({ by }) => hourlyNeeds(measure, String(by)),
    sql: (dialect, values, sums) => {
      const stepUs = Number(values.stepUs);
      if ((Number(values.toUs) - firstBucket(values)) / stepUs > MOST_BUCKETS)
        throw new WrongParameter(`stepUs is too short: more than ${MOST_BUCKETS} buckets`);
      const beforeUs = Number(values.fromUs) - firstBucket(values) + (hasMarks ? BUCKETS_BEFORE * stepUs : 0);
      return seriesSql(dialect, measure, { ...values, beforeUs }, sums);
    },
  };
}

function hourlyNeeds({ calculation: { kind } }: Measure, by: string): "sums" | "durations" | undefined {
  if (kind === "quantile") return HOURLY_TIMES.has(by) ? "durations" : undefined;
  return kind !== "sessions" && kind !== "success" && HOURLY_LINES.has(by) ? "sums" : undefined;
}

function firstBucket({ fromUs, stepUs }: Values): number {
  return Math.floor(Number(fromUs) / Number(stepUs)) * Number(stepUs);
}

/** A value with an interval, which rules judge. */
function hasBand({ calculation: { kind } }: Measure): boolean {
  return kind !== "sum" && kind !== "ratio" && kind !== "sessions";
}

function seriesOf(measure: Measure, values: Values, buckets: readonly Bucket[]): Series {
  const { name, unit, calculation } = measure;
  const step = Number(values.stepUs);
  const timeUs: number[] = [];
  for (let at = firstBucket(values); at < Number(values.toUs); at += step) timeUs.push(at);
  const byLine = new Map<string, Map<number, Bucket>>();
  for (const bucket of buckets) {
    const line = byLine.get(bucket.line) ?? new Map<number, Bucket>();
    byLine.set(bucket.line, line.set(bucket.atUs, bucket));
  }
  const empty = calculation.kind === "sum" || calculation.kind === "sessions" ? 0 : null;
  const lines = [...byLine].map(([line, found]) => {
    const of = <T>(read: (bucket: Bucket) => T, otherwise: T): readonly T[] =>
      timeUs.map((at) => {
        const bucket = found.get(at);
        return bucket === undefined ? otherwise : read(bucket);
      });
    return {
      name: line,
      values: of<number | null>(({ value }) => value, empty),
      ...(hasBand(measure) && { low: of(({ low }) => low, null), high: of(({ high }) => high, null) }),
      counts: of(({ count }) => count, 0),
    };
  });
  const marks = [...byLine].flatMap(([line, found]) =>
    timeUs.flatMap((at) => {
      const bucket = found.get(at);
      if (bucket === undefined) return [];
      const before = Array.from({ length: BUCKETS_BEFORE }, (_, index) => found.get(at - (index + 1) * step));
      const text = markOf(
        calculation,
        bucket,
        before.filter((one) => one !== undefined),
      );
      return text === undefined ? [] : [{ timeUs: at, line, text }];
    }),
  );
  return {
    measure: name,
    unit,
    timeUs,
    stepUs: step,
    lines: lines.filter(({ counts }) => counts.some((count) => count > 0)),
    marks: marks.sort((a, b) => a.timeUs - b.timeUs),
  };
}
