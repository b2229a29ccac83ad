import { ITEM_HEAD_BYTES } from "../spool/item-frame.ts";
import { ProtobufWriter } from "./protobuf-writer.ts";

/** Writes spans and log records, with room before each that a spool's frame takes, so that a record is never copied to be stored. */
export const recordWriter: ProtobufWriter = new ProtobufWriter(ITEM_HEAD_BYTES);

/** The same room in front of a record that was written elsewhere: a copy. */
export function withHeadRoom(bytes: Uint8Array): Uint8Array {
  const block = new Uint8Array(ITEM_HEAD_BYTES + bytes.byteLength);
  block.set(bytes, ITEM_HEAD_BYTES);
  return block.subarray(ITEM_HEAD_BYTES);
}
