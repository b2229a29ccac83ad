import type {
  ContentAttribute,
  SpanEventRecord,
  SpanLinkRecord,
  TelemetryAttributes,
} from "../internal/telemetry-record.ts";

/** What comes through the OpenTelemetry API passes it before it is kept. What recording itself sets has passed the same gates already. */
export interface SpanGate {
  /** @param around - answers with what the span says so far, which can tell what the given attributes are */
  attributes(
    given: TelemetryAttributes,
    around: () => TelemetryAttributes,
  ): { readonly attributes: TelemetryAttributes; readonly content: readonly ContentAttribute[] };
  name(name: string): string;
  event(event: SpanEventRecord): SpanEventRecord;
  link(link: SpanLinkRecord): SpanLinkRecord;
  /** The description of a status; undefined where it is withheld. */
  errorText(text: string): string | undefined;
}
