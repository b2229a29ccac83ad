import type { Conversation } from "../../inspector/index.ts";
import { terminalText } from "../../internal/terminal-text.ts";
import type { CliContext } from "../run-cli.ts";
import { sessionLine } from "../steps/session-line.ts";
import type { Paint } from "../terminal/paint.ts";
import { pauseFor } from "../wait.ts";
import { pauseAfter } from "./pace.ts";
import { stepPage } from "./step-page.ts";

export interface PrintOptions {
  readonly first: number;
  /** That step alone. */
  readonly only: boolean;
  /** Pauses as the session did, so many times faster; without it all is printed at once. */
  readonly speed: number | undefined;
  readonly paint: Paint;
}

/** All steps, or one, as plain lines. */
export async function printSteps(
  conversation: Conversation,
  options: PrintOptions,
  context: CliContext,
): Promise<void> {
  const { first, only, speed, paint } = options;
  const { steps, truncated, recording } = conversation;
  const layout = { width: context.columns ?? 120, maxLines: 40, paint };
  context.out(`${sessionLine(conversation.session, paint)}\n`);
  const last = only ? first + 1 : steps.length;
  for (let index = first; index < last && context.signal?.aborted !== true; index++) {
    context.out(`\n${stepPage(conversation, index, layout).join("\n")}\n`);
    await context.drain?.();
    if (speed !== undefined && index + 1 < last) await pauseFor(pauseAfter(steps, index, speed), context.signal);
  }
  if (truncated > 0 && !only) context.out(`\n${paint("notable", `${truncated} more are not shown`)}\n`);
  if (recording === null || only) return;
  const { cassette, command } = recording;
  context.out(
    `\n${paint("dim", `recorded in ${terminalText(cassette, 300)}; to run it again: ${terminalText(command, 300)}`)}\n`,
  );
}
