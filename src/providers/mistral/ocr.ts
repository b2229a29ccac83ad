import { attempt, cased, defined, field, has, isList, isRecord, list, text, word } from "../fields.ts";
import { textPart } from "../parts.ts";
import type { ProviderReading, ReadHint } from "../reading.ts";

/** Whether a body is a document that was read: pages, and how many of them are billed. */
export function isOcrBody(body: unknown): boolean {
  return isList(field(body, "pages")) && isRecord(cased(body, "usage_info")) && has(body, "model");
}

/** Reads such an answer. It is billed by pages, and no tokens are counted. */
export function readOcrBody(body: unknown, hint: ReadHint = {}): ProviderReading {
  const pages = list(field(body, "pages"));
  return defined<ProviderReading>({
    format: "mistral.ocr",
    provider: hint.provider ?? "mistral_ai",
    operation: hint.operation,
    responseModel: word(body, "model"),
    outputMessages: () =>
      attempt(() => [{ role: "assistant", parts: pages.map((page) => textPart(text(page, "markdown") ?? "")) }], []),
  });
}
