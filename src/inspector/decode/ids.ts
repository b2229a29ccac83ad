import type { ProtobufReader } from "../../internal/otlp/protobuf-reader.ts";

/** Whether bytes are an id of the length, which all zeros are not. */
export function isId(bytes: Uint8Array, length: 8 | 16): boolean {
  return bytes.byteLength === length && !isZero(bytes);
}

/** An id that may be absent: some senders write zeros for none. */
export function idOrNone(bytes: Uint8Array): Uint8Array | undefined {
  return isZero(bytes) ? undefined : bytes;
}

function isZero(bytes: Uint8Array): boolean {
  for (let index = 0; index < bytes.byteLength; index++) if (bytes[index] !== 0) return false;
  return true;
}

/** The id from here to `end`: the one that is given where it has the same bytes, so that of ids that come in runs one view is made. */
export function readId(reader: ProtobufReader, end: number, before: Uint8Array): Uint8Array {
  const { bytes, position } = reader;
  const length = end - position;
  if (before.byteLength !== length) return reader.view(end);
  for (let index = 0; index < length; index += 1)
    if (before[index] !== bytes[position + index]) return reader.view(end);
  reader.position = end;
  return before;
}
