import { type OutlineNode, outlineOf, type PlaceOf } from "./outline.ts";
import type { TestAttributes, TestSpan, TestValue } from "./span.ts";

/** A span without what differs from run to run: ids, times, versions. */
export interface NormalisedSpan {
  readonly is: string;
  readonly attributes: TestAttributes;
  readonly events: readonly { readonly name: string; readonly attributes: TestAttributes }[];
  readonly children: readonly (NormalisedSpan | string)[];
}

/** Numbers of time, by the words in their names. */
const TIMES = /duration|latency|time_to|timestamp|seconds|(_|\.)(ms|millis|nanos|time|at)$|reset_ms|elapsed/;
/** What changes with each release of this package or of the table of prices, the place of an event among all, for which parallel work races, and lines of code. */
const UNSTEADY = new Set([
  "agentscribe.cost.table",
  "agentscribe.cost.table_date",
  "agentscribe.event.sequence",
  "exception.stacktrace",
]);
/** Ids that providers and servers make: which request has which depends on what came first. */
const FOREIGN_IDS = new Set([
  "agentscribe.live.session_id",
  "agentscribe.request_id",
  "gen_ai.request.previous_response.id",
  "gen_ai.response.id",
  "gen_ai.tool.call.id",
  "jsonrpc.request.id",
]);
/** The id of a tool's call, in messages as JSON. */
const CALL_ID = /("type":"(?:server_)?tool_call(?:_response)?","id":")((?:[^"\\]|\\.)+)(?=")/g;
const PORTS = new Set(["server.port", "client.port", "network.peer.port"]);
/** Ids that are made at random: UUIDs, and those of spans and traces. */
const RANDOM_ID = /\b(?:[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}|[0-9a-f]{32}|[0-9a-f]{16})\b/g;
const ISO_TIME = /\b\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d+)?(?:Z|[+-]\d\d:?\d\d)\b/g;
const LOOPBACK_PORT = /\b(127\.0\.0\.1|localhost):\d{2,5}\b/g;

/** The spans for a snapshot. The same id gets the same number wherever it stands. */
export function normalise(roots: readonly TestSpan[], placeOf: PlaceOf): readonly NormalisedSpan[] {
  const ids = new Map<string, string>();
  const idOf = (id: string): string => {
    const known = ids.get(id) ?? `<id ${ids.size + 1}>`;
    ids.set(id, known);
    return known;
  };
  const steady = (value: TestValue): TestValue => {
    if (typeof value === "string")
      return value
        .replace(CALL_ID, (_, before: string, id: string) => before + idOf(id))
        .replace(RANDOM_ID, idOf)
        .replace(ISO_TIME, "<time>")
        .replace(LOOPBACK_PORT, "$1:<port>");
    // Sums of many small numbers differ in their last digits with the order of their parts.
    if (typeof value === "number") return Number(value.toPrecision(12));
    if (typeof value !== "object" || value === null) return value;
    return Array.isArray(value) ? value.map(steady) : attributesOf(value as TestAttributes);
  };
  const attributesOf = (attributes: TestAttributes): TestAttributes =>
    Object.fromEntries(
      Object.entries(attributes)
        .filter(([name]) => !UNSTEADY.has(name))
        .sort(([one], [other]) => (one < other ? -1 : 1))
        .map(([name, value]) => {
          if (PORTS.has(name)) return [name, "<port>"];
          if (FOREIGN_IDS.has(name)) return [name, idOf(String(value))];
          return [name, typeof value === "number" && TIMES.test(name) ? "<time>" : steady(value)];
        }),
    );
  const toSpan = ({ label, span, children }: OutlineNode): NormalisedSpan | string =>
    span === undefined
      ? label
      : {
          is: label,
          attributes: attributesOf(span.attributes),
          events: span.events.map(({ name, attributes }) => ({ name, attributes: attributesOf(attributes) })),
          children: children.map(toSpan),
        };
  return outlineOf(roots, placeOf).map(toSpan) as readonly NormalisedSpan[];
}
