import { readSpanId, SPAN_ID_BYTES, writeSpanId } from "./item-frame.ts";
import { FRAME_TYPES, makeFrame } from "./record-frame.ts";

/** The name of the instrumentation that made a record. */
export interface SpoolScope {
  readonly name: string;
  readonly version?: string;
  readonly schemaUrl?: string;
}

/** An encoded OTLP `Resource` and its schema. */
export interface SpoolResource {
  readonly bytes: Uint8Array;
  readonly schemaUrl?: string;
}

/** A span that began. */
export interface SpanStart {
  readonly spanId: string;
  readonly scope: SpoolScope;
  /** The encoded span as it was when it began. */
  readonly span: Uint8Array;
}

export function scopeJson({ name, version, schemaUrl }: SpoolScope): string {
  return JSON.stringify({ name, version, schemaUrl });
}

/** `u16 index | JSON`. */
export function scopeFrame(index: number, json: string): Uint8Array {
  return makeFrame(FRAME_TYPES.scope, uint16(index), Buffer.from(json));
}

/** Undefined when the payload is no scope. */
export function readScope(payload: Buffer): { readonly index: number; readonly scope: SpoolScope } | undefined {
  const scope = parseScope(payload.subarray(2));
  return scope === undefined ? undefined : { index: payload.readUInt16LE(0), scope };
}

/** `u16 length of the schema | schema | resource`. */
export function resourceFrame({ bytes, schemaUrl = "" }: SpoolResource): Uint8Array {
  const schema = Buffer.from(schemaUrl.length > 0xffff / 3 ? "" : schemaUrl);
  return makeFrame(FRAME_TYPES.resource, uint16(schema.byteLength), schema, bytes);
}

export function readResource(payload: Buffer): SpoolResource | undefined {
  if (payload.byteLength < 2) return undefined;
  const schemaEnd = 2 + payload.readUInt16LE(0);
  const schemaUrl = payload.toString("utf8", 2, schemaEnd);
  // A copy: it outlives the bytes of the segment.
  const bytes = Uint8Array.from(payload.subarray(schemaEnd));
  return schemaUrl === "" ? { bytes } : { bytes, schemaUrl };
}

/** What stands before the span in a record of its start: `8 bytes span id | u16 length of the scope | scope as JSON`. */
export function startPrefix(spanId: string, scope: SpoolScope): Uint8Array {
  const json = Buffer.from(scopeJson(scope));
  const usable = json.byteLength <= 0xffff ? json : Buffer.from('{"name":""}');
  const prefix = new Uint8Array(SPAN_ID_BYTES + 2 + usable.byteLength);
  writeSpanId(prefix, 0, spanId);
  prefix.set(uint16(usable.byteLength), SPAN_ID_BYTES);
  prefix.set(usable, SPAN_ID_BYTES + 2);
  return prefix;
}

/** Says that a span ended without a record. */
export function endFrame(spanId: string): Uint8Array {
  const id = new Uint8Array(SPAN_ID_BYTES);
  writeSpanId(id, 0, spanId);
  return makeFrame(FRAME_TYPES.end, id);
}

/** `spanAt` gives the span that begins at an offset of the payload; its bytes are copied. */
export function readStart(
  payload: Buffer,
  spanAt: (start: number) => Uint8Array | undefined = (start) => payload.subarray(start),
): SpanStart | undefined {
  if (payload.byteLength < SPAN_ID_BYTES + 2) return undefined;
  const spanStart = SPAN_ID_BYTES + 2 + payload.readUInt16LE(SPAN_ID_BYTES);
  const scope = parseScope(payload.subarray(SPAN_ID_BYTES + 2, spanStart));
  const span = scope === undefined ? undefined : spanAt(spanStart);
  return scope === undefined || span === undefined
    ? undefined
    : { spanId: readSpanId(payload, 0), scope, span: Uint8Array.from(span) };
}

function parseScope(json: Buffer): SpoolScope | undefined {
  try {
    const { name, version, schemaUrl } = JSON.parse(json.toString()) as Record<string, unknown>;
    return {
      name: typeof name === "string" ? name : "",
      ...(typeof version === "string" ? { version } : {}),
      ...(typeof schemaUrl === "string" ? { schemaUrl } : {}),
    };
  } catch {
    return undefined;
  }
}

function uint16(value: number): Uint8Array {
  return Uint8Array.of(value, value >>> 8);
}
