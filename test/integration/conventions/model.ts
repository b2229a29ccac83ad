import { existsSync, readFileSync } from "node:fs";
import type { OtlpJson } from "../../../examples/support/otlp/decode-otlp.ts";

const file = new URL("../../../../shared/reference/semconv-model.json", import.meta.url);

/** Whether the conventions' model is beside the repository. */
export const hasModel: boolean = existsSync(file);

interface Level {
  readonly level: "required" | "conditionally_required" | "recommended" | "opt_in";
}

export interface Model {
  readonly schema_url: string;
  readonly attributes: Readonly<Record<string, { readonly type: string; readonly registry?: string }>>;
  readonly metrics: Readonly<
    Record<
      string,
      {
        readonly instrument: string;
        readonly unit: string;
        readonly value: string;
        readonly explicit_bucket_boundaries?: readonly number[];
        readonly attributes: Readonly<Record<string, Level>>;
      }
    >
  >;
  readonly events: Readonly<
    Record<string, { readonly severity?: number; readonly attributes: Readonly<Record<string, Level>> }>
  >;
}

export const model: Model = hasModel
  ? (JSON.parse(readFileSync(file, "utf8")) as Model)
  : { schema_url: "", attributes: {}, metrics: {}, events: {} };

/** Lists of one kind of record in OTLP/JSON requests, in order. */
export function recordsIn(
  requests: readonly OtlpJson[],
  kind: "spans" | "logRecords" | "metrics",
): readonly OtlpJson[] {
  const [resources, scopes] = {
    spans: ["resourceSpans", "scopeSpans"],
    logRecords: ["resourceLogs", "scopeLogs"],
    metrics: ["resourceMetrics", "scopeMetrics"],
  }[kind] as [string, string];
  const each = (parents: readonly OtlpJson[], key: string): OtlpJson[] =>
    parents.flatMap((parent) => (parent[key] ?? []) as OtlpJson[]);
  return each(each(each(requests, resources), scopes), kind);
}

interface KeyValue {
  readonly key: string;
  readonly value: Readonly<Record<string, unknown>>;
}

/** The attributes of a record as they are on the wire. */
export function wireAttributes(record: OtlpJson): readonly KeyValue[] {
  return (record.attributes ?? []) as readonly KeyValue[];
}

const OF_CONVENTIONS = /^(gen_ai|mcp|openai|aws\.bedrock)\./;

const WIRE_TYPES: Readonly<Record<string, readonly string[]>> = {
  string: ["stringValue"],
  int: ["intValue"],
  // A whole double leaves JavaScript as an integer.
  double: ["doubleValue", "intValue"],
  boolean: ["boolValue"],
  "string[]": ["arrayValue"],
  any: ["stringValue", "kvlistValue", "arrayValue", "boolValue", "intValue", "doubleValue"],
  "template[string]": ["stringValue"],
};

/** Attributes in the conventions' namespaces that the model does not have, or has with another type. */
export function nameFaults(record: OtlpJson, extra: readonly string[] = []): readonly string[] {
  return wireAttributes(record).flatMap(({ key, value }) => {
    if (!OF_CONVENTIONS.test(key) || extra.includes(key)) return [];
    const known = model.attributes[key.startsWith("gen_ai.prompt.variable.") ? "gen_ai.prompt.variable" : key];
    if (known === undefined) return [`${key} is no name of the conventions`];
    const type = Object.keys(value)[0] ?? "none";
    return WIRE_TYPES[known.type]?.includes(type) === true ? [] : [`${key} is ${type}, not ${known.type}`];
  });
}
