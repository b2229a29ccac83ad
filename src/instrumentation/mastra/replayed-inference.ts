import { readPath } from "../read-path.ts";
import { agentAround, generationAround, type OpenSpan } from "./open-span.ts";
import type { MastraSpan } from "./span-types.ts";

/** More runs than wait for a person in one process. */
const MAX_OWED = 1_000;

/**
 * Generations that a person was asked in, whose last request ended without saying what it used, by the ids of their spans: only the run that goes on
 * is told it.
 */
const owed = new Set<string>();

/** The last request of a generation ended. Where it waits for a person, Mastra has not told of its answer. */
export function noteUsage(open: OpenSpan, isKnown: boolean): void {
  const generation = generationAround(open);
  if (generation === undefined || isKnown) return;
  owed.add(generation.id);
  const [oldest] = owed.size > MAX_OWED ? owed : [];
  if (oldest !== undefined) owed.delete(oldest);
}

/**
 * Whether a model call is none: a run that goes on after a tool waited for a person repeats the answer that asked for the tool, once the tool has run,
 * and asks no model. Where the call that did ask said nothing of what it used, the repetition stands for that.
 */
export function isReplay(span: MastraSpan, parent: OpenSpan | undefined): boolean {
  if (span.type !== "model_inference" || parent === undefined) return false;
  const generation = generationAround({ parent });
  if (generation === undefined || generation.hasAsked === true || generation.hasTool !== true) return false;
  const { metadata } = agentAround(generation)?.span ?? {};
  if (readPath(metadata, "resumed") !== true) return false;
  const before = readPath(metadata, "resumedFromSpanId");
  return typeof before !== "string" || !owed.delete(before);
}
