import type { Diag } from "../internal/diag.ts";
import { describeError } from "../internal/guard.ts";
import type { SplicedBytes } from "../internal/spliced-bytes.ts";
import type { LogRecord, SpanRecord } from "../internal/telemetry-record.ts";
import type { Targets } from "./destinations/create-channels.ts";
import { recordWriter } from "./encode/record-writer.ts";
import { encodeSpanForTargets } from "./encode/span-for-targets.ts";
import { recordSize } from "./queue/record-size.ts";

/**
 * Encodes a record once for all that take bytes, and hands it to every queue of its signal. Never throws.
 *
 * @param endedSpanId - of the span that it ends, where that was kept while it was open
 */
export function dispatch<R extends SpanRecord | LogRecord>(
  record: R,
  targets: Targets,
  encode: (record: R, targets: Targets) => readonly SplicedBytes[],
  endedSpanId: string | undefined,
  diag: Diag,
): void {
  const { bytes, records, all } = targets;
  if (all.length === 0) return;
  for (const { queue } of records) queue.add({ record, byteLength: recordSize(record), count: 1 });
  if (bytes.length === 0) return;
  let taken = 0;
  try {
    recordWriter.mark();
    const encoded = encode(record, targets);
    let isFree = true;
    for (let index = 0; index < bytes.length; index += 1) {
      const queue = bytes[index]?.queue;
      const one = encoded[index];
      if (one === undefined) queue?.reject("encode_error", 1);
      else {
        const { bytes: fields, splices } = one;
        const entry = { bytes: fields, splices, count: 1, scope: record.scope, spanId: endedSpanId };
        isFree = queue?.take(entry) !== false && isFree;
      }
      taken += 1;
    }
    if (isFree) recordWriter.rewind();
  } catch (error) {
    diag.error("internal:encode", `a record could not be encoded: ${describeError(error)}`);
    // Those before have the record, and count it themselves.
    for (const { queue } of bytes.slice(taken)) queue.reject("encode_error", 1);
  }
}

/** Keeps what is known of a span that is open, where a queue has a place for it. Never throws. */
export function keepOpenSpan(record: SpanRecord, spans: Targets, diag: Diag): void {
  try {
    recordWriter.mark();
    const encoded = encodeSpanForTargets(record, spans);
    spans.bytes.forEach(({ queue }, index) => {
      const one = encoded[index];
      if (one !== undefined) queue.opened?.(record.spanId, one, record.scope);
    });
    recordWriter.rewind();
  } catch (error) {
    diag.error("internal:encode", `an open span could not be encoded: ${describeError(error)}`);
  }
}
