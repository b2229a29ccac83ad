interface Attribute {
  readonly key: string;
  readonly value: Readonly<Record<string, unknown>>;
}

/** Attributes of OTLP with field names in snake case, as plain values: whole numbers stay such, and nulls say nothing. */
export function fromSnakeCase(attributes: readonly Attribute[]): Readonly<Record<string, unknown>> {
  return Object.fromEntries(attributes.map(({ key, value }) => [key, plain(value)]));
}

function plain(value: Readonly<Record<string, unknown>>): unknown {
  const [[type, said] = ["", null]] = Object.entries(value).filter(([, one]) => one !== null);
  if (type === "int_value") return Number(said);
  if (type === "kvlist_value") return fromSnakeCase((said as { readonly values: readonly Attribute[] }).values ?? []);
  if (type !== "array_value") return said;
  return ((said as { readonly values?: readonly Readonly<Record<string, unknown>>[] }).values ?? []).map(plain);
}

/** Times in nanoseconds are numbers that JavaScript has no place for. */
export function numbersOfNanosAsText(json: string): string {
  return json.replaceAll(/("\w*unix_nano": ?)(\d{17,})/g, '$1"$2"');
}
