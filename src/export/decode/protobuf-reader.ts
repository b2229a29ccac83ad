/** One field of a protobuf message. `fixed64` and long varints are given as two halves so that no digit is lost. */
export type ProtobufField =
  | { readonly field: number; readonly type: "varint" | "fixed64"; readonly value: bigint }
  | { readonly field: number; readonly type: "fixed32"; readonly value: number }
  | { readonly field: number; readonly type: "bytes"; readonly value: Uint8Array };

/** The fields of a message in order. Stops at the first byte that is not protobuf; never reads outside the message. */
export function* readFields(message: Uint8Array): Generator<ProtobufField> {
  const view = new DataView(message.buffer, message.byteOffset, message.byteLength);
  let position = 0;
  const varint = (): bigint | undefined => {
    let value = 0n;
    for (let shift = 0n; shift < 70n && position < message.byteLength; shift += 7n) {
      const byte = message[position++] ?? 0;
      value |= BigInt(byte & 127) << shift;
      if (byte < 128) return BigInt.asUintN(64, value);
    }
    return undefined;
  };
  while (position < message.byteLength) {
    const tag = varint();
    if (tag === undefined) return;
    const field = Number(tag >> 3n);
    const wireType = Number(tag & 7n);
    if (wireType === 0) {
      const value = varint();
      if (value === undefined) return;
      yield { field, type: "varint", value };
    } else if (wireType === 1 && position + 8 <= message.byteLength) {
      yield { field, type: "fixed64", value: view.getBigUint64(position, true) };
      position += 8;
    } else if (wireType === 5 && position + 4 <= message.byteLength) {
      yield { field, type: "fixed32", value: view.getUint32(position, true) };
      position += 4;
    } else if (wireType === 2) {
      const length = varint();
      if (length === undefined || length > BigInt(message.byteLength - position)) return;
      yield { field, type: "bytes", value: message.subarray(position, position + Number(length)) };
      position += Number(length);
    } else return;
  }
}
