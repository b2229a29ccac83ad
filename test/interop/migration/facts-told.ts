import { jsonToProtobuf } from "../../../src/inspector/decode/json-to-protobuf.ts";
import { decodeTraces } from "../../../src/inspector/decode/traces.ts";
import type { Facts } from "../../../src/inspector/model/facts.ts";
import { understandSpan, WANTED_ATTRIBUTES } from "../../../src/inspector/understand/index.ts";
import type { SentRequest } from "./played.ts";

/** What a backend is told of one run. */
export interface ToldFacts {
  readonly calls: number;
  readonly inputTokens: number;
  readonly outputTokens: number;
  readonly cacheReadTokens: number;
  /** Without the date of a version. */
  readonly models: readonly string[];
  readonly tools: readonly string[];
  readonly agents: readonly string[];
  readonly sessions: readonly string[];
  readonly users: readonly string[];
}

/** What spans of OTLP say, as the inspector understands them, whoever made them. */
export function factsOfSpans(requests: readonly SentRequest[]): ToldFacts {
  const all: Facts[] = [];
  for (const { path, headers, body } of requests) {
    if (!path.endsWith("/v1/traces")) continue;
    const isJson = headers["content-type"]?.includes("json") === true;
    decodeTraces(isJson ? jsonToProtobuf("traces", body) : body, WANTED_ATTRIBUTES, (span, group) => {
      all.push(understandSpan(span, group));
    });
  }
  return summed(all);
}

/** Facts of single spans, added up. */
export function summed(all: readonly Partial<Facts>[]): ToldFacts {
  const calls = all.filter(({ kind, counted }) => kind === "inference" && counted === true);
  const total = (of: (facts: Partial<Facts>) => number | undefined): number =>
    calls.reduce((sum, facts) => sum + (of(facts) ?? 0), 0);
  const names = (of: (facts: Partial<Facts>) => string | undefined, among = all): readonly string[] =>
    [...new Set(among.map(of).filter((name) => name !== undefined))].sort();
  return {
    calls: calls.length,
    inputTokens: total(({ inputTokens }) => inputTokens),
    outputTokens: total(({ outputTokens }) => outputTokens),
    cacheReadTokens: total(({ cacheReadTokens }) => cacheReadTokens),
    models: names(({ model }) => model?.replace(/-\d{4}-\d\d-\d\d$/, ""), calls),
    tools: all.filter(({ kind }) => kind === "tool").map(({ tool }) => tool ?? ""),
    agents: names(
      ({ agent }) => agent,
      all.filter(({ kind }) => kind === "agent"),
    ),
    sessions: names(({ session }) => session, calls),
    users: names(({ user }) => user, calls),
  };
}
