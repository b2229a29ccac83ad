import type { GroupBytes } from "./group-texts.ts";

/** Fields of a group, alike for all signals: one of a resource, in it one of a scope, in it records. */
const MESSAGE = 0x0a;
/** A group of a scope in that of a resource, or a record in that of a scope. */
const PART = 0x12;
const SCHEMA_URL = 0x1a;
/** A group of a resource in the request. */
const GROUP = 0x0a;

/** An OTLP request of any signal made of messages as they are. */
export function recordsRequest(
  groups: readonly (GroupBytes & { readonly records: readonly Uint8Array[] })[],
): Uint8Array {
  return Buffer.concat(
    groups.map(({ resource, scope, schemaUrl, resourceSchemaUrl, records }) =>
      field(GROUP, messageWith(resource, [messageWith(scope, records, schemaUrl)], resourceSchemaUrl)),
    ),
  );
}

function messageWith(message: Uint8Array, parts: readonly Uint8Array[], schemaUrl: string): Uint8Array {
  return Buffer.concat([
    field(MESSAGE, message),
    ...parts.map((part) => field(PART, part)),
    ...(schemaUrl === "" ? [] : [field(SCHEMA_URL, Buffer.from(schemaUrl))]),
  ]);
}

/** A field of bytes, with its tag and length. */
export function field(tag: number, bytes: Uint8Array): Uint8Array {
  const head = [tag];
  let length = bytes.byteLength;
  while (length >= 128) {
    head.push((length % 128) | 128);
    length = Math.floor(length / 128);
  }
  head.push(length);
  return Buffer.concat([Buffer.from(head), bytes]);
}
