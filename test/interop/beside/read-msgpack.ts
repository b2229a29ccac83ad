type Value =
  | string
  | number
  | bigint
  | boolean
  | null
  | Uint8Array
  | readonly Value[]
  | { readonly [key: string]: Value };

/** Reads one value of MessagePack, which Datadog's tracer writes: maps, lists, text, numbers, and no extensions. */
export function readMsgpack(bytes: Buffer): Value {
  let at = 0;
  const take = (length: number): Buffer => {
    at += length;
    return bytes.subarray(at - length, at);
  };
  const uint = (length: 1 | 2 | 4): number => take(length).readUIntBE(0, length);
  const list = (length: number): Value => Array.from({ length }, read);
  const text = (length: number): string => take(length).toString("utf8");
  const map = (length: number): Value =>
    Object.fromEntries(Array.from({ length }, () => [String(read()), read()] as const));

  const FORMATS: Readonly<Record<number, () => Value>> = {
    192: () => null,
    194: () => false,
    195: () => true,
    196: () => take(uint(1)),
    197: () => take(uint(2)),
    198: () => take(uint(4)),
    202: () => take(4).readFloatBE(),
    203: () => take(8).readDoubleBE(),
    204: () => uint(1),
    205: () => uint(2),
    206: () => uint(4),
    207: () => take(8).readBigUInt64BE(),
    208: () => take(1).readInt8(),
    209: () => take(2).readInt16BE(),
    210: () => take(4).readInt32BE(),
    211: () => take(8).readBigInt64BE(),
    217: () => text(uint(1)),
    218: () => text(uint(2)),
    219: () => text(uint(4)),
    220: () => list(uint(2)),
    221: () => list(uint(4)),
    222: () => map(uint(2)),
    223: () => map(uint(4)),
  };

  function read(): Value {
    const format = uint(1);
    if (format < 0x80) return format;
    if (format < 0x90) return map(format & 0x0f);
    if (format < 0xa0) return list(format & 0x0f);
    if (format < 0xc0) return text(format & 0x1f);
    if (format >= 0xe0) return format - 0x100;
    const of = FORMATS[format];
    if (of === undefined) throw new TypeError(`MessagePack has a format ${format} that is not read here`);
    return of();
  }
  return read();
}
