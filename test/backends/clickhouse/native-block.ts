interface Answer {
  readonly meta: readonly { readonly name: string; readonly type: string }[];
  readonly data: readonly (readonly (string | number)[])[];
}

/** One block of the format `Native`, with the head that clients of the protocol from 2021 on expect. @throws Error for other types than texts and `UInt32` */
export function nativeBlock(jsonCompact: string): Buffer {
  if (jsonCompact.trim() === "") return Buffer.alloc(0);
  const { meta, data } = JSON.parse(jsonCompact) as Answer;
  const columns = meta.flatMap(({ name, type }, index) => {
    const hasOwnSerialization = Buffer.of(0);
    return [text(name), text(type), hasOwnSerialization, ...data.map((row) => cell(row[index], type))];
  });
  return Buffer.concat([blockInfo(), length(meta.length), length(data.length), ...columns]);
}

/** Neither totals nor a bucket of an aggregation. */
function blockInfo(): Buffer {
  return Buffer.of(1, 0, 2, 0xff, 0xff, 0xff, 0xff, 0);
}

function cell(value: string | number | undefined, type: string): Buffer {
  if (type === "String") return text(String(value ?? ""));
  if (type !== "UInt32") throw new Error(`${type} is not written as Native here`);
  const bytes = Buffer.alloc(4);
  bytes.writeUInt32LE(Number(value));
  return bytes;
}

function text(value: string): Buffer {
  const bytes = Buffer.from(value);
  return Buffer.concat([length(bytes.length), bytes]);
}

/** Seven bits a byte, the lowest first. */
function length(value: number): Buffer {
  const bytes: number[] = [];
  let rest = value;
  while (rest >= 0x80) {
    bytes.push((rest & 0x7f) | 0x80);
    rest >>>= 7;
  }
  return Buffer.of(...bytes, rest);
}
