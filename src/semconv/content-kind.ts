/**
 * The kinds of content, each behind a capture gate of its own. Content is what a person, a model or a tool wrote: anything
 * else that is recorded is a name, a number, a size or an id.
 */
export const CONTENT_KINDS = [
  "prompts",
  "responses",
  "system",
  "toolArguments",
  "toolResults",
  "toolDescriptions",
  "errorText",
  "commandArguments",
  "rawBodies",
] as const;

/** A kind of content, which has a gate of its own in the option `capture`. */
export type ContentKind = (typeof CONTENT_KINDS)[number];

/** A kind with the place of its content, where destinations differ in the place. */
export type PlacedKind = ContentKind | `${ContentKind}:${"span" | "event"}`;
