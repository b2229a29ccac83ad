import { attempt, defined, field, word } from "../fields.ts";
import { blobPart, textPart } from "../parts.ts";
import { type ProviderReading, type ReadHint, type StreamReader, usageOf, withWarning } from "../reading.ts";
import { createAllowance, createTextPieces } from "../text-pieces.ts";
import { readMediaUsage } from "./media-response.ts";

const KINDS: Readonly<Record<string, string>> = {
  image_generation: "images",
  image_edit: "images",
  "transcript.text": "transcription",
  "speech.audio": "speech",
};

/** Whether a chunk is an event of a streamed image, transcription or speech. */
export function isMediaEvent(chunk: unknown): boolean {
  return kindOf(chunk) !== undefined;
}

/** Folds such events: the last one has the usage, and the whole text or image. */
export function createMediaStreamReader(hint: ReadHint = {}): StreamReader {
  const allowance = createAllowance();
  const pieces = createTextPieces(allowance);
  let kind: string | undefined;
  let last: unknown;
  let started = false;
  return {
    chunk: (chunk) => {
      kind ??= kindOf(chunk);
      const type = word(chunk, "type") ?? "";
      if (type.endsWith(".completed") || type.endsWith(".done")) last = chunk;
      if (type.startsWith("transcript.")) pieces.add(field(chunk, "delta"));
      if (started) return undefined;
      started = true;
      return { firstOutput: true };
    },
    reading: () => {
      const reading = defined<ProviderReading>({
        format: `openai.${kind ?? "images"}`,
        provider: hint.provider,
        operation: hint.operation,
        ...usageOf(readMediaUsage(field(last, "usage"), kind ?? "images")),
        outputMessages: () => attempt(() => messagesOf(kind, last, pieces.toString()), []),
      });
      return allowance.exceeded ? withWarning(reading, "output_cut") : reading;
    },
  };
}

function kindOf(chunk: unknown): string | undefined {
  const type = word(chunk, "type") ?? "";
  const name = type.slice(0, Math.max(0, type.lastIndexOf(".")));
  return Object.hasOwn(KINDS, name) ? KINDS[name] : undefined;
}

function messagesOf(kind: string | undefined, last: unknown, text: string) {
  if (kind === "transcription") return text === "" ? [] : [{ role: "assistant", parts: [textPart(text)] }];
  const image = blobPart(field(last, "b64_json"), undefined, "image");
  return image === undefined ? [] : [{ role: "assistant", parts: [image] }];
}
