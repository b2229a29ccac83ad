import { types } from "node:util";
import { ownKeys } from "../../internal/own-keys.ts";
import type { TelemetryValue } from "../../internal/telemetry-record.ts";

const MAX_DEPTH = 16;
const MAX_NODES = 3_000;

interface Walk {
  nodes: number;
  exact: boolean;
}

/**
 * Plain JSON of anything: what has no JSON form, lies too deep or comes after too many values is left out. Cycles end at the depth limit.
 * Strings are kept whole. `exact` is false when something was left out.
 */
export function toJsonValue(given: unknown): { readonly value?: TelemetryValue; readonly exact: boolean } {
  const walk: Walk = { nodes: 0, exact: true };
  const value = clean(given, 0, walk);
  return { ...(value !== undefined && { value }), exact: walk.exact };
}

function clean(given: unknown, depth: number, walk: Walk): TelemetryValue | undefined {
  walk.nodes += 1;
  if (given === null || typeof given === "string" || typeof given === "boolean") return given;
  if (typeof given === "number" && Number.isFinite(given)) return given;
  if (typeof given === "object" && depth < MAX_DEPTH && walk.nodes < MAX_NODES && !types.isArrayBufferView(given)) {
    try {
      return Array.isArray(given) ? cleanList(given, depth, walk) : cleanObject(given, depth, walk);
    } catch {
      // A getter that throws or a revoked Proxy: left out, as said below.
    }
  }
  walk.exact = false;
  return undefined;
}

function cleanList(given: readonly unknown[], depth: number, walk: Walk): TelemetryValue {
  const items: TelemetryValue[] = [];
  for (let index = 0; index < given.length && walk.nodes < MAX_NODES; index += 1) {
    const item = clean(given[index], depth + 1, walk);
    if (item !== undefined) items.push(item);
  }
  if (walk.nodes >= MAX_NODES) walk.exact = false;
  return items;
}

function cleanObject(given: object, depth: number, walk: Walk): TelemetryValue {
  const fields: [string, TelemetryValue][] = [];
  for (const key of ownKeys(given, MAX_NODES + 1).keys) {
    if (walk.nodes >= MAX_NODES) {
      walk.exact = false;
      break;
    }
    const field = (given as Record<string, unknown>)[key];
    if (field === undefined) continue;
    const value = clean(field, depth + 1, walk);
    if (value !== undefined) fields.push([key, value]);
  }
  return Object.fromEntries(fields);
}
