import type { Step } from "../../api.ts";
import { textOfMessages, textOfValue } from "../compare/step-text.ts";

/** Where a text was found in a session. */
export interface Excerpt {
  readonly step: number;
  readonly name: string;
  /** The found text with what stands around it, on one line. */
  readonly text: string;
}

/** Characters shown before and after what was found. */
const AROUND = 60;

/** The first places in the steps of a session where any word of a query stands, at most one for each step. */
export function findExcerpts(steps: readonly Step[], query: string, limit = 5): readonly Excerpt[] {
  const words = query.toLowerCase().split(/\s+/).filter(Boolean);
  const found: Excerpt[] = [];
  for (const step of steps) {
    const text = textOfStep(step).replace(/\s+/g, " ");
    const low = text.toLowerCase();
    const at = Math.min(...words.map((word) => low.indexOf(word)).filter((place) => place >= 0));
    if (!Number.isFinite(at)) continue;
    const [from, to] = [Math.max(0, at - AROUND), at + 2 * AROUND];
    const excerpt = `${from > 0 ? "…" : ""}${text.slice(from, to)}${to < text.length ? "…" : ""}`;
    found.push({ step: step.index, name: step.name, text: excerpt });
    if (found.length === limit) break;
  }
  return found;
}

function textOfStep(step: Step): string {
  const { name, agent, model, errorType, decision, outcome, summary, system } = step;
  return [
    name,
    agent,
    model,
    errorType,
    decision?.choice,
    outcome,
    summary,
    system,
    textOfMessages(step.input),
    textOfMessages(step.output),
    textOfValue(step.arguments),
    textOfValue(step.result),
  ]
    .filter(Boolean)
    .join(" ");
}
