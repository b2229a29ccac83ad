/** A JSON object that somebody sent. */
export type Body = Readonly<Record<string, unknown>>;

/** The objects of a list; of what is none, nothing. */
export function list(value: unknown): readonly Body[] {
  return Array.isArray(value) ? value.map(object) : [];
}

export function object(value: unknown): Body {
  return typeof value === "object" && value !== null ? (value as Body) : {};
}
