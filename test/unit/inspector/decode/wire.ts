/** Protobuf written by hand, for messages that no encoder writes. */
function varint(value: number | bigint): Buffer {
  const bytes: number[] = [];
  let rest = BigInt.asUintN(64, BigInt(value));
  while (rest > 127n) {
    bytes.push(Number(rest & 127n) | 128);
    rest >>= 7n;
  }
  return Buffer.from([...bytes, Number(rest)]);
}

/** A field of bytes: a text, an id, a nested message of fields. */
export function bytesField(field: number, ...parts: readonly (Uint8Array | string)[]): Buffer {
  const content = Buffer.concat(parts.map((part) => Buffer.from(part as Uint8Array)));
  return Buffer.concat([varint(field * 8 + 2), varint(content.byteLength), content]);
}

export function varintField(field: number, value: number | bigint): Buffer {
  return Buffer.concat([varint(field * 8), varint(value)]);
}

export function fixed64Field(field: number, value: bigint): Buffer {
  const bytes = Buffer.alloc(8);
  bytes.writeBigUInt64LE(value);
  return Buffer.concat([varint(field * 8 + 1), bytes]);
}

export const TRACE: Buffer = Buffer.from("0af7651916cd43dd8448eb211c80319c", "hex");
export const SPAN: Buffer = Buffer.from("b7ad6b7169203331", "hex");

/** A request of one resource and one scope with these records. */
export function requestOf(...records: readonly Uint8Array[]): Buffer {
  const scope = bytesField(2, ...records.map((record) => bytesField(2, record)));
  return bytesField(1, bytesField(1, stringAttribute(1, "service.name", "triage-bot")), scope);
}

/** A `Span` with its ids and these fields more. */
export function spanOf(...fields: readonly Uint8Array[]): Buffer {
  return Buffer.concat([bytesField(1, TRACE), bytesField(2, SPAN), ...fields]);
}

/** A `KeyValue` as a field. */
export function attribute(field: number, key: string, ...value: readonly Uint8Array[]): Buffer {
  return bytesField(field, bytesField(1, key), bytesField(2, ...value));
}

export function stringAttribute(field: number, key: string, value: string): Buffer {
  return attribute(field, key, bytesField(1, value));
}

/** An `AnyValue` of lists in lists. */
export function nestedLists(depth: number): Buffer {
  const pieces = [bytesField(1, "deep")];
  let size = pieces[0]?.byteLength ?? 0;
  const enclose = (field: number): void => {
    const head = Buffer.concat([varint(field * 8 + 2), varint(size)]);
    pieces.push(head);
    size += head.byteLength;
  };
  for (let level = 0; level < depth; level++) {
    enclose(1);
    enclose(5);
  }
  return Buffer.concat(pieces.reverse());
}
