/** A way in which text can be written, and what it looks like then. */
export interface Form {
  readonly name: string;
  readonly text: string;
}

/** The text in every form in which it may leave unseen. Forms that look the same are there once. */
export function formsOf(canary: string): readonly Form[] {
  const bytes = Buffer.from(canary, "utf8");
  const escaped = jsonEscaped(canary);
  const forms: readonly Form[] = [
    { name: "as it is", text: canary },
    { name: "escaped as JSON", text: escaped },
    { name: "escaped as JSON in JSON", text: jsonEscaped(escaped) },
    { name: "escaped as ASCII JSON", text: asciiEscaped(escaped) },
    { name: "escaped for a URL", text: encodeURIComponent(canary.toWellFormed()) },
    { name: "escaped for a form", text: new URLSearchParams([["", canary]]).toString().slice(1) },
    ...base64Forms(bytes),
    { name: "in hexadecimal", text: bytes.toString("hex") },
    { name: "as a list of bytes", text: [...bytes].join(",") },
    { name: "as UTF-16 in base64", text: inner(Buffer.from(canary, "utf16le"), 0) },
  ];
  const known = new Set<string>();
  return forms.filter(({ text }) => text.length >= MIN_LENGTH && !known.has(text) && known.add(text));
}

/** A shorter text is found by chance. */
const MIN_LENGTH = 4;

function jsonEscaped(text: string): string {
  return JSON.stringify(text).slice(1, -1);
}

function asciiEscaped(text: string): string {
  return text.replace(/[^\x20-\x7e]/g, (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, "0")}`);
}

/** In base64 the same bytes look different at each of three places; first and last digits depend on their neighbours. */
function base64Forms(bytes: Buffer): readonly Form[] {
  return [0, 1, 2].flatMap((offset) => {
    const text = inner(bytes, offset);
    return [
      { name: "in base64", text },
      { name: "in base64url", text: text.replaceAll("+", "-").replaceAll("/", "_") },
    ];
  });
}

function inner(bytes: Buffer, offset: number): string {
  const encoded = Buffer.concat([Buffer.alloc(offset), bytes]).toString("base64");
  const start = offset === 0 ? 0 : offset + 1;
  const lastWhole = Math.floor((offset + bytes.byteLength) / 3) * 4;
  return encoded.slice(start, lastWhole);
}
