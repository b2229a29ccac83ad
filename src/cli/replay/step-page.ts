import type { Conversation } from "../../inspector/index.ts";
import { terminalText } from "../../internal/terminal-text.ts";
import { runningLine } from "../steps/session-line.ts";
import { stepBody } from "../steps/step-body.ts";
import { stepLine } from "../steps/step-line.ts";
import type { Paint } from "../terminal/paint.ts";

/** A step with its number, its content and the totals so far, as lines. */
export function stepPage(
  { steps }: Conversation,
  index: number,
  options: { readonly width: number; readonly maxLines: number; readonly paint: Paint },
): readonly string[] {
  const step = steps[index];
  if (step === undefined) return [];
  const { paint } = options;
  const place = paint("dim", `${index + 1}/${steps.length}`);
  const agent = step.agent === null ? "" : paint("dim", ` · ${terminalText(step.agent)}`);
  return [
    `${place} ${stepLine({ ...step, depth: 0 }, paint)}${agent}`,
    ...stepBody(step, { ...options, width: options.width - 4 }).map((line) => `    ${line}`),
    `    ${paint("dim", "so far:")} ${runningLine(step.running, paint)}`,
  ];
}
