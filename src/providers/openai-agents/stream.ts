import { field, isRecord, word } from "../fields.ts";
import type { ProviderReading, ReadHint, StreamReader } from "../reading.ts";
import { createAllowance, createTextPieces } from "../text-pieces.ts";
import { readAgentsBody } from "./response.ts";

const EVENTS: ReadonlySet<string> = new Set(["response_started", "output_text_delta", "response_done"]);

/** Whether a chunk is an event of a model of the OpenAI Agents SDK. */
export function isAgentsEvent(chunk: unknown): boolean {
  const type = word(chunk, "type") ?? "";
  return EVENTS.has(type) || (type === "model" && isRecord(field(chunk, "event")));
}

/**
 * Folds the events of one answer. Where the provider's own events are passed on (`model`) they say the most; the last event of the SDK fills in
 * what they leave out.
 */
export function createAgentsStreamReader(hint: ReadHint = {}, inner?: StreamReader): StreamReader {
  const written = createTextPieces(createAllowance());
  let done: unknown;
  let id: string | undefined;
  let started = false;
  const fold = (chunk: unknown): void => {
    switch (word(chunk, "type")) {
      case "response_started":
        id = word(field(field(chunk, "providerData"), "response"), "id") ?? id;
        break;
      case "output_text_delta":
        written.add(field(chunk, "delta"));
        break;
      case "response_done":
        done = field(chunk, "response");
        break;
      default:
        inner?.chunk(field(chunk, "event"));
    }
  };
  return {
    chunk: (chunk) => {
      fold(chunk);
      if (started || written.length === 0) return undefined;
      started = true;
      return { firstOutput: true };
    },
    reading: (end) => {
      const whole = inner?.reading();
      // The last event of the SDK says that the answer is whole. Of a stream of chat completions that was cut it makes one up, and it has counts of 0
      // where the provider told none.
      const isDone = done !== undefined && (whole === undefined || isOver(whole));
      const raw = isDone ? whole : inner?.reading(end);
      const own = isDone ? readAgentsBody(done, hint) : partial(end);
      if (raw === undefined) return own;
      const { usage: _usage, warnings: _warnings, ...rest } = own;
      return { ...rest, ...raw };
    },
  };

  function partial(end: string | undefined): ProviderReading {
    const content = [{ type: "output_text", text: written.toString() }];
    const output = written.length === 0 ? [] : [{ type: "message", role: "assistant", content }];
    const { finishReasons, ...rest } = readAgentsBody({ id, output }, hint);
    return end === "complete" ? rest : { ...rest, finishReasons: finishReasons?.map(() => "error") ?? ["error"] };
  }
}

/** Whether the provider's own events came to what ends an answer. */
function isOver({ finishReasons, usage }: ProviderReading): boolean {
  return finishReasons !== undefined || usage?.outputTokens !== undefined;
}
