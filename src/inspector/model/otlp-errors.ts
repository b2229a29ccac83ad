export { MalformedOtlp } from "../../internal/otlp/malformed-otlp.ts";

/** A request that is too much to take at once: too many bytes or records. The sender may send less at a time. */
export class OversizedOtlp extends Error {
  override readonly name = "OversizedOtlp";
}
