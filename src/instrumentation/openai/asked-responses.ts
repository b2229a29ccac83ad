import type { TurnInput } from "../live/live-connection.ts";
import { readPath } from "../read-path.ts";
import { toInput } from "./realtime-items.ts";

/** An error that may be the answer to a request, and what the request was to answer. */
export interface Refusal {
  readonly error: unknown;
  readonly endTime: number;
  readonly answers: TurnInput;
}

/** A response that the application asked for and that did not start yet. */
export interface AskedResponse {
  /** The application's name of the event; few give one. */
  readonly eventId: unknown;
  /** Parameters of this response alone. */
  readonly request: Record<string, unknown>;
  /** Its context is this, not the conversation. */
  readonly input: readonly unknown[] | undefined;
  /** It is given beside the conversation (`conversation: "none"`), perhaps at the same time as another. */
  readonly isApart: boolean;
  readonly askedAt: number;
  /** An error that came meanwhile and names no event: its own, unless the response starts. */
  refusal: Refusal | undefined;
}

/** More responses than are asked for at once; the oldest goes first. */
const MAX_ASKED = 64;

/** The responses that were asked for, in order, until they start or are refused. */
export class AskedResponses {
  #asked: AskedResponse[] = [];

  /** @param event - `response.create` */
  add(event: unknown, askedAt: number): AskedResponse {
    const response = readPath(event, "response");
    const { input, conversation, ...request } = (
      typeof response === "object" && response !== null ? response : {}
    ) as Record<string, unknown>;
    const asked: AskedResponse = {
      eventId: readPath(event, "event_id"),
      request,
      input: Array.isArray(input) ? input.map(toInput) : undefined,
      isApart: conversation === "none",
      askedAt,
      refusal: undefined,
    };
    if (this.#asked.length >= MAX_ASKED) this.#asked.shift();
    this.#asked.push(asked);
    return asked;
  }

  /** The one that started, by `response.created`: of those with its place, the one with its metadata, else the first. */
  takeStarted(response: unknown): AskedResponse | undefined {
    const conversation = readPath(response, "conversation_id");
    const metadata = toText(readPath(response, "metadata"));
    const placed = this.#asked.filter(({ isApart }) => isApart === (conversation === null));
    // Only OpenAI itself is sure to tell the place.
    const isTold = typeof conversation === "string" || (conversation === null && placed.length > 0);
    const known = isTold ? placed : this.#asked;
    return this.#take(known.find(({ request }) => toText(request.metadata) === metadata) ?? known[0]);
  }

  /** The one that an error names. */
  takeNamed(eventId: string): AskedResponse | undefined {
    return this.#take(this.#asked.find((one) => one.eventId === eventId));
  }

  /** The first in the conversation, which may have one response at a time. */
  takeInConversation(): AskedResponse | undefined {
    return this.#take(this.#asked.find(({ isApart }) => !isApart));
  }

  /** The one to which an error may belong that names none. */
  get suspected(): AskedResponse | undefined {
    return this.#asked.find(({ refusal }) => refusal === undefined) ?? this.#asked.at(-1);
  }

  takeRefused(): readonly AskedResponse[] {
    const refused = this.#asked.filter(({ refusal }) => refusal !== undefined);
    this.#asked = this.#asked.filter(({ refusal }) => refusal === undefined);
    return refused;
  }

  takeAll(): readonly AskedResponse[] {
    const all = this.#asked;
    this.#asked = [];
    return all;
  }

  #take(asked: AskedResponse | undefined): AskedResponse | undefined {
    this.#asked = this.#asked.filter((one) => one !== asked);
    return asked;
  }
}

/** What a response answers. @param waiting - what was said in the conversation */
export function inputOf({ input, isApart, askedAt }: AskedResponse, waiting: TurnInput): TurnInput {
  if (isApart) return { input: input ?? waiting.input, startTime: askedAt };
  return input === undefined ? waiting : { ...waiting, input };
}

/** Metadata is a flat map of texts. */
function toText(metadata: unknown): string {
  return JSON.stringify(Object.entries(metadata ?? {}).sort());
}
