/** What was sent is no OTLP of the encoding it is said to have. */
export class MalformedOtlp extends Error {
  override readonly name = "MalformedOtlp";
}
