import { count, field, isRecord, list, text, word } from "../fields.ts";
import { brokenOff, type ReadHint, type StreamReader, withWarning } from "../reading.ts";
import { createAllowance, createTextPieces, type TextAllowance, type TextPieces } from "../text-pieces.ts";
import { readInteractionBody } from "./interactions.ts";

interface Step {
  /** What the start and whole deltas said. */
  readonly known: Record<string, unknown>;
  readonly written: TextPieces;
}

const MAX_STEPS = 2_000;
const KEPT = ["id", "model", "status", "usage", "service_tier", "steps", "outputs"] as const;

/** Whether a chunk is an event of an interaction. */
export function isInteractionEvent(chunk: unknown): boolean {
  const type = word(chunk, "event_type");
  return (
    type !== undefined && (type.startsWith("interaction.") || type.startsWith("step.") || type.startsWith("content."))
  );
}

/** Folds the events of a streamed interaction. */
export function createInteractionStreamReader(hint: ReadHint = {}): StreamReader {
  const interaction: Record<string, unknown> = {};
  const steps = new Map<number, Step>();
  const allowance = createAllowance();
  let started = false;
  return {
    chunk: (chunk) => {
      const sent = field(chunk, "interaction");
      for (const key of KEPT) {
        const value = field(sent, key);
        if (value !== undefined && value !== null) interaction[key] = value;
      }
      const status = word(chunk, "status");
      if (status !== undefined) interaction.status = status;
      if (!foldStep(steps, allowance, chunk) || started) return undefined;
      started = true;
      return { firstOutput: true };
    },
    reading: (end) => {
      const open = interaction.status === undefined || interaction.status === "in_progress";
      const cut = open && end === "error" ? "failed" : open && end === "cancelled" ? "cancelled" : undefined;
      const ordered = [...steps].sort(([a], [b]) => a - b).map(([, step]) => toStep(step));
      const sent = list(interaction.steps ?? interaction.outputs);
      const body = { ...interaction, object: "interaction", status: cut ?? interaction.status };
      const reading = readInteractionBody({ ...body, steps: sent.length > 0 ? sent : ordered }, hint);
      const isWhole = !open || reading.usage?.outputTokens !== undefined;
      const told = end === "complete" && !isWhole ? brokenOff(reading) : reading;
      return allowance.exceeded ? withWarning(told, "output_cut") : told;
    },
  };
}

const COPIED = ["type", "id", "call_id", "name", "arguments", "result", "content", "summary"] as const;

/** Whether the event carried output. */
function foldStep(steps: Map<number, Step>, allowance: TextAllowance, chunk: unknown): boolean {
  const started = field(chunk, "step") ?? field(chunk, "content");
  const delta = field(chunk, "delta");
  if (!isRecord(started) && !isRecord(delta)) return false;
  const index = count(chunk, "index") ?? steps.size;
  let step = steps.get(index);
  if (step === undefined) {
    if (steps.size >= MAX_STEPS) return false;
    step = { known: {}, written: createTextPieces(allowance) };
    steps.set(index, step);
  }
  for (const key of COPIED) {
    const value = field(started, key);
    if (value !== undefined) step.known[key] = value;
  }
  if (!isRecord(delta)) return word(started, "type") === "function_call";
  return foldDelta(step, delta);
}

function foldDelta(step: Step, delta: unknown): boolean {
  const type = word(delta, "type");
  if (type === "thought_signature" || type === "text_annotation_delta") return false;
  const piece = text(delta, "text") ?? text(field(delta, "content"), "text");
  const args = field(delta, "arguments");
  if (piece !== undefined) step.written.add(piece);
  else if (typeof args === "string") step.written.add(args);
  else {
    for (const key of ["arguments", "result", "data", "mime_type"]) {
      const value = field(delta, key);
      if (value !== undefined) step.known[key] = value;
    }
  }
  return true;
}

function toStep({ known, written }: Step): unknown {
  if (written.length === 0) return known;
  switch (known.type) {
    case "thought":
      return { ...known, summary: [{ text: written.toString() }] };
    case "model_output":
    case "text":
    case undefined:
      return { type: "model_output", content: [{ type: "text", text: written.toString() }] };
    default:
      return { ...known, arguments: written.toString() };
  }
}
