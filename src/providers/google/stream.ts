import { count, field, has, list, path, word } from "../fields.ts";
import { brokenOff, type ReadHint, type StreamReader, withWarning } from "../reading.ts";
import { createAllowance, createTextPieces, type TextAllowance, type TextPieces } from "../text-pieces.ts";
import { readGenerateContentBody } from "./response.ts";

/** Text of one kind that follows itself, or a part that is whole. */
type Part = { readonly thought: boolean; readonly written: TextPieces } | { readonly whole: unknown };

interface Candidate {
  finishReason?: string;
  groundingMetadata?: unknown;
  readonly parts: Part[];
  readonly allowance: TextAllowance;
}

const MAX_CANDIDATES = 128;
const MAX_PARTS = 10_000;
const KEPT = ["usageMetadata", "modelVersion", "responseId", "promptFeedback"] as const;

/** Folds the chunks of `generateContentStream`: each is an answer of its own, whose usage is cumulative. */
export function createGenerateContentStreamReader(hint: ReadHint = {}): StreamReader {
  const kept: Record<string, unknown> = {};
  const candidates = new Map<number, Candidate>();
  let started = false;
  return {
    chunk: (chunk) => {
      for (const key of KEPT) {
        const value = field(chunk, key);
        if (value !== undefined && value !== null) kept[key] = value;
      }
      let output = false;
      for (const entry of list(field(chunk, "candidates"))) output = foldCandidate(candidates, entry) || output;
      if (started || !output) return undefined;
      started = true;
      return { firstOutput: true };
    },
    reading: (end) => {
      const cut = end === "error" || end === "cancelled" ? "error" : undefined;
      const ordered = [...candidates].sort(([a], [b]) => a - b).map(([, candidate]) => candidate);
      const body = { ...kept, candidates: ordered.map((candidate) => toCandidate(candidate, cut)) };
      const reading = readGenerateContentBody(body, hint);
      // The first chunks count the prompt alone.
      const isCounted = (reading.usage?.outputTokens ?? 0) > 0;
      const isWhole = isCounted || ordered.every((candidate) => candidate.finishReason !== undefined);
      const told = end === "complete" && !isWhole ? brokenOff(reading) : reading;
      return ordered.some((one) => one.allowance.exceeded) ? withWarning(told, "output_cut") : told;
    },
  };
}

function foldCandidate(candidates: Map<number, Candidate>, entry: unknown): boolean {
  const index = count(entry, "index") ?? 0;
  let candidate = candidates.get(index);
  if (candidate === undefined) {
    if (candidates.size >= MAX_CANDIDATES) return false;
    candidate = { parts: [], allowance: createAllowance() };
    candidates.set(index, candidate);
  }
  const finishReason = word(entry, "finishReason");
  if (finishReason !== undefined) candidate.finishReason = finishReason;
  if (has(entry, "groundingMetadata")) candidate.groundingMetadata = field(entry, "groundingMetadata");
  let output = false;
  for (const part of list(path(entry, "content", "parts"))) output = foldPart(candidate, part) || output;
  return output;
}

function foldPart(candidate: Candidate, part: unknown): boolean {
  const written = field(part, "text");
  if (typeof written === "string") {
    const thought = field(part, "thought") === true;
    let last = candidate.parts.at(-1);
    if (last === undefined || "whole" in last || last.thought !== thought) {
      if (written === "" || candidate.parts.length >= MAX_PARTS) return false;
      last = { thought, written: createTextPieces(candidate.allowance) };
      candidate.parts.push(last);
    }
    last.written.add(written);
    return written !== "";
  }
  if (candidate.parts.length >= MAX_PARTS) return false;
  candidate.parts.push({ whole: part });
  return true;
}

function toCandidate(candidate: Candidate, cut: string | undefined): unknown {
  return {
    finishReason: candidate.finishReason ?? cut,
    groundingMetadata: candidate.groundingMetadata,
    content: { role: "model", parts: candidate.parts.map(toPart) },
  };
}

function toPart(part: Part): unknown {
  if ("whole" in part) return part.whole;
  return {
    thought: part.thought,
    get text() {
      return part.written.toString();
    },
  };
}
