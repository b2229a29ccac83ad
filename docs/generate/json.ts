const WIDTH = 120;

/** JSON in the form of the repository's formatter: lists on one line where they fit. */
export function formatJson(value: unknown): string {
  return `${format(value, "", 0)}\n`;
}

function format(value: unknown, indent: string, taken: number): string {
  if (typeof value !== "object" || value === null) return JSON.stringify(value);
  const inner = `${indent}  `;
  if (Array.isArray(value)) {
    if (value.every((one) => typeof one !== "object")) {
      const line = `[${value.map((one) => JSON.stringify(one)).join(", ")}]`;
      if (indent.length + taken + line.length + 1 <= WIDTH) return line;
    }
    return `[\n${value.map((one) => inner + format(one, inner, 0)).join(",\n")}\n${indent}]`;
  }
  const entries = Object.entries(value).map(([key, one]) => {
    const name = `${JSON.stringify(key)}: `;
    return `${inner}${name}${format(one, inner, name.length)}`;
  });
  return entries.length === 0 ? "{}" : `{\n${entries.join(",\n")}\n${indent}}`;
}
