import { count, field, firstOf, word } from "../fields.ts";
import { type ReadHint, type StreamReader, withWarning } from "../reading.ts";
import { createAllowance, createTextPieces } from "../text-pieces.ts";
import { readVendorBody } from "./vendor-body.ts";

/** Folds the chunks of Llama, Titan and Mistral, each of which has the shape of an answer and a piece of the text. */
export function createVendorStreamReader(hint: ReadHint = {}): StreamReader {
  const allowance = createAllowance();
  const written = createTextPieces(allowance);
  let format: "llama" | "titan" | "mistral" = "llama";
  let reason: string | undefined;
  let inputTokens: number | undefined;
  let outputTokens: number | undefined;
  let started = false;
  return {
    chunk: (chunk) => {
      const output = firstOf(field(chunk, "outputs"));
      if (output !== undefined) format = "mistral";
      else if (typeof field(chunk, "outputText") === "string") format = "titan";
      const piece = field(chunk, "generation") ?? field(chunk, "outputText") ?? field(output, "text");
      written.add(piece);
      reason = word(chunk, "stop_reason") ?? word(chunk, "completionReason") ?? word(output, "stop_reason") ?? reason;
      inputTokens = count(chunk, "prompt_token_count") ?? count(chunk, "inputTextTokenCount") ?? inputTokens;
      outputTokens =
        count(chunk, "totalOutputTextTokenCount") ?? count(chunk, "generation_token_count") ?? outputTokens;
      if (started || written.length === 0) return undefined;
      started = true;
      return { firstOutput: true };
    },
    reading: (end) => {
      const stop_reason = reason ?? (end === "error" || end === "cancelled" ? "error" : undefined);
      const body = toBody(format, written.toString(), stop_reason, inputTokens, outputTokens);
      const reading = readVendorBody(body, hint);
      return reading !== undefined && allowance.exceeded ? withWarning(reading, "output_cut") : reading;
    },
  };
}

function toBody(
  format: "llama" | "titan" | "mistral",
  written: string,
  stop_reason: string | undefined,
  input: number | undefined,
  output: number | undefined,
): unknown {
  switch (format) {
    case "llama":
      return { generation: written, stop_reason, prompt_token_count: input, generation_token_count: output };
    case "titan":
      return {
        inputTextTokenCount: input,
        results: [{ outputText: written, completionReason: stop_reason, tokenCount: output }],
      };
    case "mistral":
      return { outputs: [{ text: written, stop_reason }] };
  }
}
