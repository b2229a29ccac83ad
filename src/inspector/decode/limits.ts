/** Bytes of a request as they are after decompression, as protobuf or as JSON. */
export const MAX_BODY_BYTES: number = 20 * 1024 * 1024;
