/** One field of a protobuf message: its number, and its value by wire type. */
export interface ProtobufField {
  readonly number: number;
  /** Of wire type 0, and of fixed 64 and 32 bits. */
  readonly integer: bigint;
  /** Of wire type 2; of fixed fields the bytes themselves. */
  readonly bytes: Uint8Array;
  /** 0 varint, 1 fixed 64, 2 length-delimited, 5 fixed 32. */
  readonly wireType: number;
}

/**
 * Reads the fields of a protobuf message in order.
 *
 * @throws RangeError when the message is cut short or is no protobuf.
 */
export function* readFields(message: Uint8Array): Generator<ProtobufField> {
  const view = new DataView(message.buffer, message.byteOffset, message.byteLength);
  let offset = 0;
  const varint = (): bigint => {
    let value = 0n;
    for (let shift = 0n; shift < 70n; shift += 7n) {
      const byte = view.getUint8(offset);
      offset += 1;
      value |= BigInt(byte & 0x7f) << shift;
      if (byte < 0x80) return value;
    }
    throw new RangeError("a varint is too long");
  };
  const take = (length: number): Uint8Array => {
    if (offset + length > message.byteLength) throw new RangeError("the message is cut short");
    offset += length;
    return message.subarray(offset - length, offset);
  };
  while (offset < message.byteLength) {
    const tag = Number(varint());
    const wireType = tag & 7;
    const number = tag >>> 3;
    if (wireType === 0) yield { number, wireType, integer: varint(), bytes: EMPTY };
    else if (wireType === 1) yield { number, wireType, integer: view.getBigUint64(offset, true), bytes: take(8) };
    else if (wireType === 2) yield { number, wireType, integer: 0n, bytes: take(Number(varint())) };
    else if (wireType === 5) yield { number, wireType, integer: BigInt(view.getUint32(offset, true)), bytes: take(4) };
    else throw new RangeError(`unknown wire type ${wireType}`);
  }
}

const EMPTY = new Uint8Array();
