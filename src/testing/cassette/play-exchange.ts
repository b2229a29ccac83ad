import { CassetteError, type ExchangeEntry, type StoredChunk, type StoredError } from "./format.ts";
import { playableHeaders } from "./headers.ts";
import { turn, waitReally } from "./real-time.ts";
import { bytesOf } from "./stored-body.ts";

export type ReplyHeaders = Readonly<Record<string, string | string[]>>;

/** Where an answer goes. */
export interface Reply {
  head(status: number, headers: ReplyHeaders): void;
  write(bytes: Uint8Array): void;
  end(): void;
  /** Breaks the connection, with the error that the caller is to see, or as a server does that dies. */
  cut(error?: StoredError): void;
  /** Once whoever asked has gone. */
  readonly closed: Promise<void>;
}

/** At once, or with the pauses that the provider made. */
export type ReplaySpeed = "instant" | "recorded";

/** What was called off in the recording is held open for so long, for the caller to call it off again. */
const HELD_MILLIS = 30_000;

/**
 * Gives a recorded answer as it was given: whole, piece by piece, broken where it broke.
 *
 * @throws {@link CassetteError} when the answer was not kept
 */
export async function playExchange(entry: ExchangeEntry, reply: Reply, speed: ReplaySpeed): Promise<void> {
  const { response, end, error } = entry;
  const whole = response?.chunks === undefined ? bytesOf(response?.body) : undefined;
  if (response !== undefined && response.chunks === undefined && whole === undefined) {
    throw new CassetteError(omissionOf(entry));
  }
  const pace = createPace(speed);
  if (response !== undefined) {
    await pace(response.at);
    reply.head(response.status, playableHeaders(response.headers, speed === "instant"));
    if (whole !== undefined && whole.byteLength > 0) reply.write(whole);
    for (const chunk of response.chunks ?? []) {
      // Each in a turn of its own: pieces that are read together are read as one.
      await turn();
      await pace(chunk.at);
      reply.write(bytesIn(chunk));
    }
    await turn();
  }
  if (end === "complete") reply.end();
  else if (end === "cancelled") await holdOpen(reply);
  else {
    await turn();
    reply.cut(error);
  }
}

const bytesIn = ({ text, base64 }: StoredChunk): Uint8Array =>
  text === undefined ? Buffer.from(base64 ?? "", "base64") : Buffer.from(text);

function omissionOf({ response }: ExchangeEntry): string {
  const body = response?.body;
  return body !== undefined && "omitted" in body ? body.omitted : "it cannot be read";
}

/** Pauses by the timers of the process, which a test may have faked: then it says how time goes. */
function createPace(speed: ReplaySpeed): (at: number) => Promise<void> {
  let reached = 0;
  return async (at) => {
    const pause = speed === "instant" ? 0 : at - reached;
    reached = at;
    if (pause > 0) await new Promise<void>((resolve) => void setTimeout(resolve, pause));
  };
}

async function holdOpen(reply: Reply): Promise<void> {
  const held = waitReally(HELD_MILLIS);
  await Promise.race([reply.closed, held.over.then(() => reply.cut())]);
  held.cancel();
}
