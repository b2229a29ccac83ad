/** What a header list holds, and how many of its entries could not be read. */
export interface HeaderList {
  readonly headers: Readonly<Record<string, string>>;
  readonly bad: number;
}

const NAME = /^[!#$%&'*+.^_`|~0-9A-Za-z-]+$/;
const VALUE = /^[\t\x20-\x7e\x80-\xff]*$/;

/** Reads `name=value,name=value` with percent-encoded parts, as `OTEL_EXPORTER_OTLP_HEADERS` has them. Names become lower case. */
export function parseHeaderList(text: string): HeaderList {
  const headers: Record<string, string> = Object.create(null);
  let bad = 0;
  for (const entry of text.split(",")) {
    if (entry.trim() === "") continue;
    const equals = entry.indexOf("=");
    const name = decode(entry.slice(0, Math.max(equals, 0)).trim());
    const value = decode(entry.slice(equals + 1).trim());
    if (name === undefined || value === undefined || !isHeader(name, value)) bad += 1;
    else headers[name.toLowerCase()] = value;
  }
  return { headers: { ...headers }, bad };
}

/** Whether HTTP can carry the header. */
function isHeader(name: string, value: string): boolean {
  return NAME.test(name) && VALUE.test(value);
}

/** What is wrong with the first header that HTTP cannot carry, without its value; undefined when it can carry all. */
export function headerFault(headers: Readonly<Record<string, unknown>>): string | undefined {
  if (Symbol.iterator in headers) return "a Headers, a Map or a list, and no plain object";
  for (const [name, value] of Object.entries(headers)) {
    if (!NAME.test(name)) return "the name of a header with characters that HTTP forbids";
    const what = `a value of ${name.slice(0, 40)}`;
    if (typeof value !== "string") return `${what} that is no string`;
    if (/[\r\n]/.test(value)) return `${what} with a line break`;
    if (!VALUE.test(value)) return `${what} with characters that HTTP forbids`;
  }
  return undefined;
}

function decode(text: string): string | undefined {
  try {
    return decodeURIComponent(text);
  } catch {
    // Not percent-encoding: the entry is counted as bad.
    return undefined;
  }
}
