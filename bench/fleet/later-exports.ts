import { decodeOtlp } from "../../examples/support/otlp/decode-otlp.ts";

const MINUTE_NANOS = 60_000_000_000n;

/** An export of metrics, and the same again a minute later each: only the times of its points differ, as of a process with nothing to do. */
export function laterExports(body: Buffer, count: number): readonly Buffer[] {
  const decoded = JSON.stringify(decodeOtlp("ExportMetricsServiceRequest", body));
  const times = new Set([...decoded.matchAll(/"timeUnixNano":"(\d+)"/g)].map(([, nanos = "0"]) => BigInt(nanos)));
  const places = [...times].flatMap((nanos) => placesOf(body, nanos).map((at) => ({ at, nanos })));
  return Array.from({ length: count }, (_, index) => {
    const later = Buffer.from(body);
    for (const { at, nanos } of places) later.writeBigUInt64LE(nanos + BigInt(index) * MINUTE_NANOS, at);
    return later;
  });
}

function placesOf(body: Buffer, nanos: bigint): readonly number[] {
  const pattern = Buffer.alloc(8);
  pattern.writeBigUInt64LE(nanos);
  const places: number[] = [];
  for (let at = body.indexOf(pattern); at >= 0; at = body.indexOf(pattern, at + 8)) places.push(at);
  return places;
}
