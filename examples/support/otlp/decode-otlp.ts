import { type FieldType, type MessageName, OTLP_MESSAGES } from "./otlp-schema.ts";
import { type ProtobufField, readFields } from "./protobuf-reader.ts";

/** A decoded message: OTLP/JSON, with ids in hexadecimal and 64-bit integers as strings. */
export type OtlpJson = { [name: string]: unknown };

/**
 * Decodes an OTLP message from protobuf into the object that OTLP/JSON has for it. Fields that are not known are passed over.
 *
 * @throws RangeError when the bytes are no such message.
 */
export function decodeOtlp(messageName: MessageName, bytes: Uint8Array): OtlpJson {
  const schema = OTLP_MESSAGES[messageName];
  const message: OtlpJson = {};
  for (const field of readFields(bytes)) {
    const known = schema[field.number];
    if (known === undefined) continue;
    if (known.repeated !== true) {
      message[known.name] = decodeValue(known.type, field);
      continue;
    }
    message[known.name] ??= [];
    const list = message[known.name] as unknown[];
    for (const item of unpack(known.type, field)) list.push(decodeValue(known.type, item));
  }
  return message;
}

function decodeValue(type: FieldType, { integer, bytes }: ProtobufField): unknown {
  switch (type) {
    case "string":
      return Buffer.from(bytes).toString("utf8");
    case "hex":
      return Buffer.from(bytes).toString("hex");
    case "base64":
      return Buffer.from(bytes).toString("base64");
    case "bool":
      return integer !== 0n;
    case "uint32":
      return Number(integer);
    case "int32":
      return Number(BigInt.asIntN(32, integer));
    case "sint32":
      return Number(integer >> 1n) ^ -Number(integer & 1n);
    case "fixed64":
      return integer.toString();
    case "int64":
    case "sfixed64":
      return BigInt.asIntN(64, integer).toString();
    case "double":
      return new DataView(bytes.buffer, bytes.byteOffset, 8).getFloat64(0, true);
    default:
      return decodeOtlp(type, bytes);
  }
}

/** Repeated numbers come packed into one field, or each in one of its own. */
function unpack(type: FieldType, field: ProtobufField): readonly ProtobufField[] {
  if (field.wireType !== 2 || (type !== "fixed64" && type !== "double" && type !== "int64")) return [field];
  const items: ProtobufField[] = [];
  if (type === "int64") {
    for (let offset = 0; offset < field.bytes.byteLength; ) {
      let end = offset;
      while ((field.bytes[end] ?? 0) >= 0x80) end += 1;
      const tagged = Uint8Array.from([0x08, ...field.bytes.subarray(offset, end + 1)]);
      items.push(...readFields(tagged));
      offset = end + 1;
    }
    return items;
  }
  const view = new DataView(field.bytes.buffer, field.bytes.byteOffset, field.bytes.byteLength);
  for (let offset = 0; offset < field.bytes.byteLength; offset += 8) {
    const bytes = field.bytes.subarray(offset, offset + 8);
    items.push({ number: field.number, wireType: 1, integer: view.getBigUint64(offset, true), bytes });
  }
  return items;
}
