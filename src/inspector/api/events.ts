import type { AttributeList, JsonValue } from "./json.ts";

/** An event as lists of events have it. */
export interface EventRow {
  readonly traceId: string | null;
  readonly spanId: string | null;
  readonly session: string;
  readonly timeUs: number;
  readonly name: string;
  readonly service: string;
  readonly agent: string | null;
  readonly severity: number;
  readonly decisionType: string | null;
  readonly decisionChoice: string | null;
  readonly confidence: number | null;
  readonly outcome: string | null;
  readonly errorType: string | null;
  readonly summary: string | null;
  readonly attributes: AttributeList;
  readonly body: JsonValue;
}
