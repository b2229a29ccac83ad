import { copySpliced, type SplicedBytes, splicedLength } from "../../internal/spliced-bytes.ts";
import { varintSize } from "./scalars.ts";

/** The encoded records of one instrumentation scope. */
export interface ScopeGroup {
  readonly scopeBytes: Uint8Array;
  readonly schemaUrl?: string;
  readonly records: readonly SplicedBytes[];
}

/** An encoded resource and its schema. */
export interface EncodedResource {
  readonly bytes: Uint8Array;
  readonly schemaUrl?: string;
}

const RESOURCE_GROUP = 1;
const SCOPE = 1;
const SCOPE_GROUP = 2;
const RECORD = 2;
const SCHEMA_URL = 3;

/**
 * An OTLP `ExportTraceServiceRequest` or `ExportLogsServiceRequest` (their field numbers are the same), put together from
 * encoded parts without encoding anything again.
 */
export function exportRequest(resource: EncodedResource, groups: readonly ScopeGroup[]): Uint8Array {
  const sized = groups.map((group) => ({ group, length: scopeGroupLength(group) }));
  const resourceSchema = schemaBytes(resource.schemaUrl);
  let length = fieldLength(resource.bytes.byteLength) + schemaLength(resourceSchema);
  for (const group of sized) length += fieldLength(group.length);
  output.begin(fieldLength(length));
  output.header(RESOURCE_GROUP, length);
  output.field(SCOPE, resource.bytes);
  for (const { group, length: groupLength } of sized) {
    output.header(SCOPE_GROUP, groupLength);
    output.field(SCOPE, group.scopeBytes);
    for (const record of group.records) output.spliced(RECORD, record);
    output.schema(schemaBytes(group.schemaUrl));
  }
  output.schema(resourceSchema);
  return output.finish();
}

function scopeGroupLength(group: ScopeGroup): number {
  let length = fieldLength(group.scopeBytes.byteLength) + schemaLength(schemaBytes(group.schemaUrl));
  for (const record of group.records) length += fieldLength(splicedLength(record));
  return length;
}

/** A field below 16 has a tag of one byte. */
function fieldLength(payload: number): number {
  return 1 + varintSize(payload) + payload;
}

function schemaBytes(url: string | undefined): Uint8Array {
  return url ? Buffer.from(url) : new Uint8Array(0);
}

function schemaLength(bytes: Uint8Array): number {
  return bytes.byteLength === 0 ? 0 : fieldLength(bytes.byteLength);
}

const NOTHING = new Uint8Array(0);

class Output {
  #bytes: Uint8Array = NOTHING;
  #position = 0;

  begin(length: number): void {
    // Every byte of it is written.
    this.#bytes = Buffer.allocUnsafeSlow(length);
    this.#position = 0;
  }

  finish(): Uint8Array {
    const bytes = this.#bytes;
    this.#bytes = NOTHING;
    return bytes;
  }

  header(field: number, length: number): void {
    this.#bytes[this.#position++] = field * 8 + 2;
    let rest = length;
    while (rest >= 128) {
      this.#bytes[this.#position++] = (rest % 128) | 128;
      rest = Math.floor(rest / 128);
    }
    this.#bytes[this.#position++] = rest;
  }

  field(field: number, payload: Uint8Array): void {
    this.header(field, payload.byteLength);
    this.#bytes.set(payload, this.#position);
    this.#position += payload.byteLength;
  }

  spliced(field: number, payload: SplicedBytes): void {
    this.header(field, splicedLength(payload));
    this.#position = copySpliced(payload, this.#bytes, this.#position);
  }

  schema(bytes: Uint8Array): void {
    if (bytes.byteLength > 0) this.field(SCHEMA_URL, bytes);
  }
}

/** One for all requests, each of which is written in one go. */
const output = new Output();
