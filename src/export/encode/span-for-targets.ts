import type { SplicedBytes } from "../../internal/spliced-bytes.ts";
import type { SpanRecord } from "../../internal/telemetry-record.ts";
import type { Targets } from "../destinations/create-channels.ts";
import { mapSpan } from "../mapped-span.ts";
import { encodeSpan, encodeSpanForPolicies } from "./span.ts";

/** A span for each target that takes bytes: encoded once for those that take it as it is, and by itself for one with attributes of its own. */
export function encodeSpanForTargets(
  record: SpanRecord,
  { bytes, policies, isMapped }: Pick<Targets, "bytes" | "policies" | "isMapped">,
): readonly SplicedBytes[] {
  if (!isMapped) return encodeSpanForPolicies(record, policies);
  const plain = bytes.filter(({ map }) => map === undefined).map(({ allows }) => allows);
  const shared = encodeSpanForPolicies(record, plain)[Symbol.iterator]();
  return bytes.map(({ allows, map }) =>
    map === undefined ? (shared.next().value as SplicedBytes) : encodeSpan(mapSpan(record, allows, map), allows),
  );
}
