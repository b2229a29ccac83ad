/** A way in which text can be written, and what it looks like then. */
export interface Form {
  readonly name: string;
  readonly text: string;
  /** Makes all spellings of the form one. Absent where there is one only. */
  readonly fold?: (text: string) => string;
}

/** The text in every form in which bytes hide it. Forms that look the same are there once. */
export function formsOf(canary: string): readonly Form[] {
  const bytes = Buffer.from(canary, "utf8");
  const forms: readonly Form[] = [
    { name: "as it is", text: canary },
    { name: "escaped for a URL", text: encodeURIComponent(canary.toWellFormed()), fold: withoutPercents },
    { name: "escaped for a form", text: new URLSearchParams([["", canary]]).toString().slice(1), fold: formValue },
    ...base64Forms(bytes),
    { name: "in hexadecimal", text: bytes.toString("hex"), fold: (text) => text.toLowerCase() },
    { name: "as a list of bytes", text: [...bytes].join(","), fold: (text) => text.replace(/\s+/g, "") },
    { name: "as UTF-16 in base64", text: inner(Buffer.from(canary, "utf16le"), 0) },
  ];
  const known = new Set<string>();
  return forms.filter(({ name, text, fold }) => {
    const look = fold === undefined ? text : name;
    return text.length >= MIN_LENGTH && !known.has(look) && known.add(look);
  });
}

/** Whether a text holds the form, in any of its spellings. */
export function hasForm(text: string, { text: form, fold }: Form): boolean {
  return fold === undefined ? text.includes(form) : fold(text).includes(fold(form));
}

/** A shorter text is found by chance. */
const MIN_LENGTH = 4;
/** JSON in JSON in JSON ... beyond which nothing is looked for. */
const MAX_ROUNDS = 8;

/** In which form a text holds the canary; undefined when in none. JSON in it is read, however often it was escaped. */
export function formIn(text: string, forms: readonly Form[]): string | undefined {
  let current = text;
  for (let round = 0; round < MAX_ROUNDS; round++) {
    const found = forms.find((form) => hasForm(current, form));
    if (found !== undefined) return round === 0 ? found.name : `${found.name}, escaped as JSON`;
    const next = withoutEscapes(current);
    if (next === current) return undefined;
    current = next;
  }
  return undefined;
}

/** Any characters may be escaped for a URL, also those that need not be. */
function withoutPercents(text: string): string {
  return text.replace(/(?:%[0-9a-f]{2})+/gi, (bytes) => Buffer.from(bytes.replaceAll("%", ""), "hex").toString("utf8"));
}

function formValue(text: string): string {
  return withoutPercents(text.replaceAll("+", " "));
}

const ESCAPES: Readonly<Record<string, string>> = { b: "\b", f: "\f", n: "\n", r: "\r", t: "\t" };

function withoutEscapes(text: string): string {
  return text.replace(/\\(?:u([0-9a-fA-F]{4})|(["\\/bfnrt]))/g, (_, code: string | undefined, letter: string) =>
    code === undefined ? (ESCAPES[letter] ?? letter) : String.fromCharCode(Number.parseInt(code, 16)),
  );
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
