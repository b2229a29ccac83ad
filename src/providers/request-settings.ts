import { headOf } from "../internal/text-head.ts";
import { cased, casedWord, field, isList, isRecord, list, word } from "./fields.ts";
import type { RequestFacts } from "./request.ts";

/** Gemini, Bedrock and Ollama keep the parameters in an object of their own. */
const SETTINGS = [
  "config",
  "completionArgs",
  "generationConfig",
  "generation_config",
  "inferenceConfig",
  "options",
  "textGenerationConfig",
  "additionalModelRequestFields",
] as const;

/** The request, and what of it holds parameters too. */
export function placesOf(request: unknown): readonly unknown[] {
  const places = [request];
  for (const key of SETTINGS) {
    const settings = field(request, key);
    if (isRecord(settings)) places.push(settings);
  }
  return places;
}

/** The first of these properties that any of the places has, as `get` reads it. */
export function first<T>(
  places: readonly unknown[],
  keys: readonly string[],
  get: (place: unknown, key: string) => T | undefined,
): T | undefined {
  for (const place of places) {
    for (const key of keys) {
      const found = get(place, key);
      if (found !== undefined && found !== null) return found;
    }
  }
  return undefined;
}

/** More and longer stop sequences than any provider takes. A longer text is cut once it is clean: here it would cut a secret in two. */
const MAX_TEXTS = 128;
const MAX_TEXT_LENGTH = 8_192;

/** A text or a list of texts, no more and no longer than is of use. */
export function texts(value: unknown): readonly string[] | undefined {
  if (typeof value === "string") return [headOf(value, MAX_TEXT_LENGTH)];
  const words: string[] = [];
  for (const one of list(value)) {
    if (words.length >= MAX_TEXTS) break;
    if (typeof one === "string") words.push(headOf(one, MAX_TEXT_LENGTH));
  }
  return words.length > 0 || isList(value) ? words : undefined;
}

/** As sent: an effort, or a level. */
export function reasoningLevel(places: readonly unknown[]): string | undefined {
  for (const place of places) {
    const level =
      casedWord(place, "reasoning_effort") ??
      word(place, "think") ??
      casedWord(place, "thinking_level") ??
      word(field(place, "reasoning"), "effort") ??
      word(cased(place, "output_config"), "effort") ??
      word(cased(place, "thinking_config"), "thinkingLevel");
    if (level !== undefined) return level;
  }
  return undefined;
}

/** Which form of answer is asked for, however the provider names it. */
export function outputType(places: readonly unknown[]): RequestFacts["outputType"] {
  for (const place of places) {
    const format = cased(place, "response_format") ?? field(field(place, "text"), "format") ?? field(place, "format");
    const type = word(format, "type") ?? (typeof format === "string" ? format : undefined);
    // A schema itself, as Ollama takes it, has the type of what it describes.
    if (type === "json_object" || type === "json_schema" || type === "json" || type === "object") return "json";
    if (type === "text") return "text";
    const mimeType = casedWord(place, "response_mime_type");
    if (mimeType !== undefined) return mimeType === "application/json" ? "json" : "text";
    const config = cased(place, "output_config");
    if (isRecord(field(config, "format")) || isRecord(field(config, "textFormat"))) return "json";
    const modalities = [...list(field(place, "modalities")), ...list(cased(place, "response_modalities"))];
    const wanted = modalities.map((one) => String(typeof one === "string" ? one : "").toLowerCase());
    if (wanted.includes("audio")) return "speech";
    if (wanted.includes("image")) return "image";
  }
  return undefined;
}

/** In which forms embeddings are asked for. */
export function encodingFormats(request: unknown): readonly string[] | undefined {
  const format = casedWord(request, "encoding_format");
  return format === undefined ? texts(cased(request, "embedding_types") ?? undefined) : [format];
}
