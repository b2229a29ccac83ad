import { MAX_BODY_BYTES } from "../decode/limits.ts";

/** How much senders may ask of this process. */
export interface ReceiveLimits {
  /** Of one request, as it comes. @defaultValue 20 MiB */
  readonly maxWireBytes: number;
  /** Of one request, decompressed. @defaultValue 20 MiB */
  readonly maxBodyBytes: number;
  /** Of all requests that are being read or stored, decompressed: more are told to come later. @defaultValue 40 MiB */
  readonly maxBytesInFlight: number;
  /** Until a request has been read. @defaultValue 30,000 */
  readonly readMillis: number;
}

export const RECEIVE_LIMITS: ReceiveLimits = {
  maxWireBytes: MAX_BODY_BYTES,
  maxBodyBytes: MAX_BODY_BYTES,
  maxBytesInFlight: 2 * MAX_BODY_BYTES,
  readMillis: 30_000,
};
