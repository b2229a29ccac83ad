import { ProtobufReader } from "../../internal/otlp/protobuf-reader.ts";
import type { AttributeMap, AttributeValue } from "../model/raw.ts";
import type { AttributeSink } from "./span-attributes.ts";
import { readSpan } from "./traces.ts";

/** Bytes of an attribute, its name among them, beyond which it is content. */
const MAX_BYTES = 400;

class ShortAttributes extends Map<string, AttributeValue> implements AttributeSink {
  begin(_: Uint8Array, start: number, end: number): boolean {
    return end - start > MAX_BYTES;
  }
}

/** The attributes of a `Span` message that say something in a few bytes: messages and other content are passed over unread. @throws MalformedOtlp */
export function shortAttributes(message: Uint8Array): AttributeMap {
  return readSpan(new ProtobufReader(message), message.byteLength, undefined, new ShortAttributes()).attributes;
}
