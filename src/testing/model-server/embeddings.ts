import type { Body } from "./body.ts";

const DEFAULT_DIMENSIONS = 16;

/** The body of an embeddings answer: a vector for each input that depends on the input alone. */
export function embeddings(request: Body): object {
  const inputs = readInputs(request.input);
  const dimensions = typeof request.dimensions === "number" ? request.dimensions : DEFAULT_DIMENSIONS;
  const isBase64 = request.encoding_format === "base64";
  const tokens = inputs.reduce((sum, input) => sum + Math.max(1, Math.ceil(input.length / 4)), 0);
  return {
    object: "list",
    model: request.model,
    data: inputs.map((input, index) => {
      const vector = embed(input, dimensions);
      const embedding = isBase64 ? Buffer.from(vector.buffer).toString("base64") : [...vector];
      return { object: "embedding", index, embedding };
    }),
    usage: { prompt_tokens: tokens, total_tokens: tokens },
  };
}

/** One text, several texts, one list of tokens or several. */
function readInputs(input: unknown): readonly string[] {
  if (!Array.isArray(input)) return [String(input)];
  if (input.every((item) => typeof item === "number")) return [input.join(" ")];
  return input.map((item) => (Array.isArray(item) ? item.join(" ") : String(item)));
}

/** Counts the words by a hash of each, so that texts with the same words lie near to each other; of length 1. */
function embed(text: string, dimensions: number): Float32Array {
  const vector = new Float32Array(dimensions);
  for (const word of text.toLowerCase().match(/\p{L}+|\p{N}+/gu) ?? [text]) {
    let hash = 7;
    for (const character of word) hash = (hash * 31 + (character.codePointAt(0) ?? 0)) % 1_000_003;
    const slot = hash % dimensions;
    vector[slot] = (vector[slot] ?? 0) + 1;
  }
  const length = Math.hypot(...vector) || 1;
  return vector.map((value) => value / length);
}
