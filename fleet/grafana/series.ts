import { metric } from "../shared/metrics.ts";
import { type Earlier, grown, ratio, select, sumBy } from "../shared/promql.ts";
import { OF_AGENT, OF_MODEL, OF_SERVICE } from "./variables.ts";

/** Of the time between two points, and of the whole time of the dashboard. */
export const NOW = "$__rate_interval";
export const WHOLE = "$__range";

/** One of our metrics, of the services that are chosen. */
export function own(name: string, ...conditions: readonly string[]): string {
  return select(metric(name), OF_SERVICE, ...conditions);
}

/** A histogram of ours. */
export function histogram(
  name: string,
  ...conditions: readonly string[]
): (suffix: "bucket" | "count" | "sum") => string {
  return (suffix) => select(`${metric(name)}_${suffix}`, OF_SERVICE, ...conditions);
}

/** How often something rare happened: births are counted. */
export function happened(
  name: string,
  labels: readonly string[],
  range: string,
  ...conditions: readonly string[]
): string {
  return sumBy(labels, grown(own(name, ...conditions), range));
}

/** Model calls of the models that are chosen. */
const CALLS = histogram("gen_ai.client.inference.duration", OF_MODEL);
const FAILED = histogram("gen_ai.client.inference.duration", OF_MODEL, `error_type!=""`);

export function calls(labels: readonly string[], range: string, earlier?: Earlier): string {
  return sumBy(labels, grown(CALLS("count"), range, earlier));
}

/** The share of model calls that failed: 0 where none did. */
export function callErrorRate(labels: readonly string[], range: string): string {
  const all = calls(labels, range);
  return ratio(`(${sumBy(labels, grown(FAILED("count"), range))} or ${all} * 0)`, all);
}

export function cost(labels: readonly string[], range: string, earlier?: Earlier): string {
  return sumBy(labels, grown(own("agentscribe.client.cost", OF_MODEL), range, earlier));
}

/** Tokens of a kind, such as `input_tokens` or `cache_read.input_tokens`. */
export function tokens(kind: string, labels: readonly string[], range: string): string {
  return sumBy(labels, grown(own(`gen_ai.client.inference.usage.${kind}`, OF_MODEL), range));
}

/** Calls of tools, by agents that are chosen. */
export function toolCalls(labels: readonly string[], range: string, ...conditions: readonly string[]): string {
  const count = histogram("gen_ai.execute_tool.duration", OF_AGENT, ...conditions)("count");
  return sumBy(labels, grown(count, range));
}

/** A second, between two points. */
export function perSecond(labels: readonly string[], counter: string): string {
  return `${sumBy(labels, grown(counter, NOW))} / ($__rate_interval_ms / 1000)`;
}

/** p95 of a histogram by a label: right within a bucket. */
export function p95(by: string, of: (suffix: "bucket") => string): string {
  return `histogram_quantile(0.95, ${sumBy(["le", by], grown(of("bucket"), NOW))})`;
}

/** The mean of what a histogram has, by a label. */
export function mean(labels: readonly string[], of: (suffix: "sum" | "count") => string): string {
  return ratio(sumBy(labels, grown(of("sum"), NOW)), sumBy(labels, grown(of("count"), NOW)));
}
