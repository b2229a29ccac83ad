import type { GroupBytes } from "./group-texts.ts";

/** Fields of a request, alike for all signals: a group of a resource, in it one of a scope, in it records. */
const OUTER = { message: 0x0a, group: 0x12 } as const;
const INNER = { message: 0x0a, record: 0x12, schemaUrl: 0x1a } as const;

/** An OTLP request of any signal made of messages as they are. */
export function recordsRequest(
  groups: readonly (GroupBytes & { readonly records: readonly Uint8Array[] })[],
): Uint8Array {
  return Buffer.concat(
    groups.map(({ resource, scope, schemaUrl, records }) => {
      const inner = [
        field(INNER.message, scope),
        ...records.map((record) => field(INNER.record, record)),
        ...(schemaUrl === "" ? [] : [field(INNER.schemaUrl, Buffer.from(schemaUrl))]),
      ];
      return field(
        OUTER.message,
        Buffer.concat([field(OUTER.message, resource), field(OUTER.group, Buffer.concat(inner))]),
      );
    }),
  );
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
