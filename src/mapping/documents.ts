import { asText, listOf } from "./chat-messages.ts";
import { outputOf, type SpanFacts, type SpanRole } from "./span-facts.ts";

/** A document that a retrieval found, or a record of a memory. */
export interface FoundDocument {
  readonly id: string | undefined;
  readonly score: number | undefined;
  readonly content: string | undefined;
  /** JSON text of whatever else is known of it; of the id and the score too, which not every backend has a place for. */
  readonly metadata: string;
}

/** What a retrieval found; none where the destination may not have it. */
export function documentsOf(span: SpanFacts, role: SpanRole): readonly FoundDocument[] {
  if (role !== "retrieval") return [];
  return (listOf(outputOf(span)) ?? []).map(({ content, metadata, ...rest }) => ({
    id: typeof rest.id === "string" ? rest.id : undefined,
    score: typeof rest.score === "number" ? rest.score : undefined,
    content: content === undefined ? undefined : asText(content),
    metadata: JSON.stringify({ ...rest, ...(typeof metadata === "object" ? metadata : { metadata }) }),
  }));
}
