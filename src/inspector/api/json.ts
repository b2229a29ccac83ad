/** A value as JSON: a list for a list, an object for a map. */
export type JsonValue = string | number | boolean | null | readonly JsonValue[] | { readonly [key: string]: JsonValue };

/** Names with values, in the order in which they were sent. */
export type AttributeList = readonly (readonly [name: string, value: JsonValue])[];
