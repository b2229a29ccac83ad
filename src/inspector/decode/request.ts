import { ProtobufReader } from "../../internal/otlp/protobuf-reader.ts";
import type { AttributeMap, AttributeValue, RawGroup } from "../model/raw.ts";
import { readAttribute } from "./values.ts";

/** Tags of the three messages around records, which are alike for all signals. */
const RESOURCE_GROUP = 0x0a;
const RESOURCE = 0x0a;
const SCOPE_GROUP = 0x12;
const SCOPE = 0x0a;
const RECORD = 0x12;
const SCHEMA_URL = 0x1a;
const RESOURCE_ATTRIBUTE = 0x0a;
const SCOPE_NAME = 0x0a;
const SCOPE_VERSION = 0x12;

const EMPTY = new Uint8Array();

/** Reads the record from `reader.position` to `end`. */
export type ReadRecord = (reader: ProtobufReader, end: number, group: RawGroup) => void;

/**
 * Calls `record` for each record of a request of any signal. Resource and scope are known before their records, wherever in
 * their message they are.
 *
 * @throws MalformedOtlp
 */
export function readRequest(body: Uint8Array, record: ReadRecord): void {
  const reader = new ProtobufReader(body);
  const end = body.byteLength;
  while (reader.position < end) {
    const tag = reader.tag(end);
    if (tag === RESOURCE_GROUP) readResourceGroup(reader, reader.span(end), record);
    else reader.skip(tag, end);
  }
}

function readResourceGroup(reader: ProtobufReader, end: number, record: ReadRecord): void {
  const head = readHead(reader, end, RESOURCE);
  const resource = decodeResource(head.message);
  while (reader.position < end) {
    const tag = reader.tag(end);
    if (tag === SCOPE_GROUP) readScopeGroup(reader, reader.span(end), resource, head, record);
    else reader.skip(tag, end);
  }
}

function readScopeGroup(
  reader: ProtobufReader,
  end: number,
  resource: AttributeMap,
  outer: Head,
  record: ReadRecord,
): void {
  const head = readHead(reader, end, SCOPE);
  const group: RawGroup = {
    resource,
    ...decodeScope(head.message),
    schemaUrl: head.schemaUrl,
    resourceSchemaUrl: outer.schemaUrl,
    resourceBytes: outer.message,
    scopeBytes: head.message,
  };
  while (reader.position < end) {
    const tag = reader.tag(end);
    if (tag !== RECORD) {
      reader.skip(tag, end);
      continue;
    }
    const recordEnd = reader.span(end);
    record(reader, recordEnd, group);
    reader.position = recordEnd;
  }
}

interface Head {
  readonly message: Uint8Array;
  readonly schemaUrl: string;
}

/**
 * What is said once for a group, and back to where the group begins. Messages sent twice are merged, which in protobuf
 * is to join them.
 */
function readHead(reader: ProtobufReader, end: number, wanted: number): Head {
  const start = reader.position;
  let message: Uint8Array = EMPTY;
  let schemaUrl = "";
  while (reader.position < end) {
    const tag = reader.tag(end);
    if (tag === wanted) {
      const part = reader.view(reader.span(end));
      message = message.byteLength === 0 ? part : Buffer.concat([message, part]);
    } else if (tag === SCHEMA_URL) schemaUrl = reader.text(reader.span(end));
    else reader.skip(tag, end);
  }
  reader.position = start;
  return { message, schemaUrl };
}

/** The attributes of a `Resource` message. @throws MalformedOtlp */
export function decodeResource(message: Uint8Array): AttributeMap {
  const reader = new ProtobufReader(message);
  const end = message.byteLength;
  const attributes = new Map<string, AttributeValue>();
  while (reader.position < end) {
    const tag = reader.tag(end);
    if (tag === RESOURCE_ATTRIBUTE) readAttribute(reader, reader.span(end), undefined, attributes);
    else reader.skip(tag, end);
  }
  return attributes;
}

/** Name and version of an `InstrumentationScope` message. @throws MalformedOtlp */
export function decodeScope(message: Uint8Array): { readonly scopeName: string; readonly scopeVersion: string } {
  const reader = new ProtobufReader(message);
  const end = message.byteLength;
  let scopeName = "";
  let scopeVersion = "";
  while (reader.position < end) {
    const tag = reader.tag(end);
    if (tag === SCOPE_NAME) scopeName = reader.text(reader.span(end));
    else if (tag === SCOPE_VERSION) scopeVersion = reader.text(reader.span(end));
    else reader.skip(tag, end);
  }
  return { scopeName, scopeVersion };
}
