import { field, has, isRecord, text, word } from "../fields.ts";
import { type ReadHint, type StreamReader, withWarning } from "../reading.ts";
import { createAllowance, createTextPieces } from "../text-pieces.ts";
import { readAiSdkBody } from "./response.ts";

const MAX_PARTS = 1_000;

const TYPES: ReadonlySet<string> = new Set([
  "stream-start",
  "response-metadata",
  "start",
  "start-step",
  "text-start",
  "text-delta",
  "reasoning-start",
  "reasoning-delta",
  "tool-input-start",
  "tool-input-delta",
  "tool-call",
  "finish-step",
  "finish",
]);

/** Whether a chunk is a part of a stream of the AI SDK, at the side of its models or of `fullStream`. */
export function isAiSdkPart(chunk: unknown): boolean {
  return TYPES.has(word(chunk, "type") ?? "");
}

/** Folds the parts of a stream of the AI SDK. Of several steps each adds its usage, and a warning says so. */
export function createAiSdkStreamReader(hint: ReadHint = {}): StreamReader {
  const allowance = createAllowance();
  const written = createTextPieces(allowance);
  const reasoning = createTextPieces(allowance);
  const whole: unknown[] = [];
  const steps: unknown[] = [];
  const last: Record<string, unknown> = {};
  let started = false;
  return {
    chunk: (chunk) => {
      const type = word(chunk, "type");
      if (type === "text-delta") written.add(text(chunk, "delta") ?? text(chunk, "text"));
      if (type === "reasoning-delta") reasoning.add(text(chunk, "delta") ?? text(chunk, "text"));
      if ((type === "tool-call" || type === "tool-result") && whole.length < MAX_PARTS) whole.push(chunk);
      if (type === "response-metadata") last.response = chunk;
      if (type === "finish-step" && steps.length < MAX_PARTS) steps.push(chunk);
      if (isEnding(type)) keep(last, chunk);
      if (started || written.length + reasoning.length + whole.length === 0) return undefined;
      started = true;
      return { firstOutput: true };
    },
    reading: (end) => {
      const cut = end === "error" || end === "cancelled" ? "error" : undefined;
      const content = [
        ...(reasoning.length > 0 ? [{ type: "reasoning", text: reasoning.toString() }] : []),
        ...(written.length > 0 ? [{ type: "text", text: written.toString() }] : []),
        ...whole,
      ];
      const finishReason = last.finishReason ?? cut;
      const reading = readAiSdkBody({ ...last, finishReason, content, steps }, hint);
      return allowance.exceeded ? withWarning(reading, "output_cut") : reading;
    },
  };
}

function isEnding(type: string | undefined): boolean {
  return type === "finish-step" || type === "finish";
}

/** The end of a whole stream has the sum of the steps, which stand for themselves. */
function keep(last: Record<string, unknown>, chunk: unknown): void {
  for (const key of ["finishReason", "usage", "response", "providerMetadata"]) {
    const value = field(chunk, key);
    if (value !== undefined && value !== null) last[key] = value;
  }
  if (last.usage === undefined && has(chunk, "totalUsage") && isRecord(field(chunk, "totalUsage"))) {
    last.usage = field(chunk, "totalUsage");
  }
}
