import type { RunningTotals, SessionRow } from "../../inspector/index.ts";
import { formatCount, formatUsd } from "../../internal/format.ts";
import { terminalText } from "../../internal/terminal-text.ts";
import type { Paint } from "../terminal/paint.ts";
import { clockTime } from "../terminal/time.ts";

/** What a session is, in a line. */
export function sessionLine(session: SessionRow, paint: Paint): string {
  const { id, service, agent, outcome, startUs } = session;
  const names = [service, ...(agent === null || agent === service ? [] : [agent])].map((name) => terminalText(name));
  const ended = outcome === null ? [] : [terminalText(outcome)];
  return `${paint("bold", `session ${terminalText(id)}`)} ${[...names, clockTime(startUs), ...ended].join(" · ")}`;
}

/** What was used up to and including a step. */
export function runningLine(running: RunningTotals, paint: Paint): string {
  const { inputTokens, outputTokens, costUsd, unpricedCalls, errors, contextTokens } = running;
  const unpriced = unpricedCalls > 0 ? ` + ${unpricedCalls} without a price` : "";
  const failed = errors > 0 ? [paint("bad", `${errors} ${errors === 1 ? "error" : "errors"}`)] : [];
  return [
    `${formatUsd(costUsd)}${unpriced}`,
    `in ${formatCount(inputTokens)}, out ${formatCount(outputTokens)} tokens`,
    `context ${formatCount(contextTokens)}`,
    ...failed,
  ].join(" · ");
}
