import type { Conversation } from "../../inspector/index.ts";
import type { CliContext } from "../run-cli.ts";
import { runningLine, sessionLine } from "../steps/session-line.ts";
import type { Paint } from "../terminal/paint.ts";
import { interruption } from "../wait.ts";
import { pauseAfter } from "./pace.ts";
import { afterKey, afterTick, type PlayState } from "./player.ts";
import { stepPage } from "./step-page.ts";

export interface PlayOptions {
  readonly first: number;
  /** Plays from the start when given. @defaultValue stands still, and plays at the session's own pace on demand */
  readonly speed: number | undefined;
  readonly paint: Paint;
}

// Long lines are cut by the terminal, not wrapped.
const ENTER_SCREEN = "\u001b[?1049h\u001b[?25l\u001b[?7l";
const LEAVE_SCREEN = "\u001b[?7h\u001b[?25h\u001b[?1049l";
const CLEAR = "\u001b[H\u001b[2J";
const HELP = "←/→ step · space plays · ↑/↓ scrolls · home/end · q ends";

/** Steps through a session on a screen of its own, until a key ends it. */
export async function playOnTerminal(
  conversation: Conversation,
  options: PlayOptions,
  context: CliContext,
): Promise<void> {
  const { steps } = conversation;
  const { keys, out } = context;
  if (keys === undefined || steps.length === 0) return;
  let state: PlayState = {
    index: options.first,
    scroll: 0,
    isPlaying: options.speed !== undefined && steps.length > 1,
    isOver: false,
  };
  let timer: NodeJS.Timeout | undefined;
  const { promise: over, resolve: end } = Promise.withResolvers<void>();
  const become = (next: PlayState): void => {
    state = next;
    clearTimeout(timer);
    if (state.isOver) {
      end();
      return;
    }
    out(`${CLEAR}${screen(conversation, state, options.paint, context).join("\r\n")}`);
    if (!state.isPlaying) return;
    timer = setTimeout(
      () => become(afterTick(state, steps.length)),
      pauseAfter(steps, state.index, options.speed ?? 1),
    );
  };
  const stop = interruption(context);
  stop.signal.addEventListener("abort", () => end(), { once: true });
  out(ENTER_SCREEN);
  const reading = keys((key) => become(afterKey(state, key, steps.length)));
  become(state);
  await over;
  clearTimeout(timer);
  reading.end();
  stop.dispose();
  out(LEAVE_SCREEN);
}

/** What the terminal shows: the session, the step, the totals at the bottom. */
function screen(conversation: Conversation, state: PlayState, paint: Paint, context: CliContext): readonly string[] {
  const { columns: width = 80, rows = 24 } = context;
  const room = Math.max(4, rows - 5);
  const page = stepPage(conversation, state.index, { width, maxLines: 500, paint }).slice(0, -1);
  const from = Math.min(state.scroll, Math.max(0, page.length - room));
  const shown = page.slice(from, from + room);
  const running = conversation.steps[state.index]?.running;
  const hidden = page.length - from - shown.length;
  return [
    sessionLine(conversation.session, paint),
    "",
    ...shown,
    ...Array.from({ length: room - shown.length }, () => ""),
    hidden > 0 ? paint("dim", `↓ ${hidden} more lines`) : "",
    running === undefined ? "" : runningLine(running, paint),
    paint("dim", HELP),
  ];
}
