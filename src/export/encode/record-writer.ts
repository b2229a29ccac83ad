import { ITEM_HEAD_BYTES } from "../spool/item-frame.ts";
import { ProtobufWriter } from "./protobuf-writer.ts";

/** Writes spans and log records, with room before each that a spool's frame takes, so that a record is never copied to be stored. */
export const recordWriter: ProtobufWriter = new ProtobufWriter(ITEM_HEAD_BYTES);
