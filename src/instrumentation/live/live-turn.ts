import type { LlmCall } from "../../record/scopes/llm.ts";
import * as own from "../../semconv/agentscribe-attributes.ts";
import type { Usage } from "../../semconv/usage.ts";

/** How a turn of the model ended. */
export interface TurnEnd {
  readonly responseId?: string;
  /** The whole answer in the provider's shape, where no chunks of it were given. */
  readonly response?: unknown;
  readonly usage?: Usage;
  /** What the model wrote or said, as messages in the provider's shape. */
  readonly output?: unknown;
  readonly finishReason?: string;
  /** Set when the turn was cut off, by the user or by the application: no error. */
  readonly interruption?: string;
  /** Set when the turn failed. */
  readonly error?: unknown;
  /** When it ended, if that was told of later. */
  readonly endTime?: number;
}

/** One turn of the model on a live connection: one billed model call. */
export interface LiveTurn {
  /** A piece of what the user hears or reads arrived. Given the event of a stream, usage and output are gathered from it too. */
  chunk(event?: unknown): void;
  end(end: TurnEnd): void;
}

/**
 * @param isTimed - whether it is known when the user's input ended: only then does the first chunk tell a latency
 * @param ended - told once, when the turn is over
 */
export function createLiveTurn(
  call: LlmCall,
  isTimed: boolean,
  ended: (turn: LiveTurn, end: TurnEnd) => void,
): LiveTurn {
  const turn: LiveTurn = {
    chunk(event) {
      if (isTimed) call.chunk(event);
    },
    end(end) {
      if (end.response !== undefined) call.response(end.response);
      if (end.usage !== undefined) call.usage(end.usage);
      if (end.output !== undefined) call.output(end.output);
      if (end.finishReason !== undefined) call.finish(end.finishReason);
      if (end.interruption !== undefined) {
        call.cancelled();
        call.set({ [own.LIVE_INTERRUPTED]: true, [own.LIVE_INTERRUPTION_REASON]: end.interruption });
      }
      if (end.responseId !== undefined) call.answered({ id: end.responseId });
      call.end({
        ...(end.error !== undefined && { error: end.error }),
        ...(end.endTime !== undefined && { endTime: end.endTime }),
      });
      ended(turn, end);
    },
  };
  return turn;
}
