import { sqliteVersion } from "../sqlite.ts";
import { Writer } from "../write/writer.ts";
import { type Channel, errorText, type FromThread, type ThreadData, type WriteCall } from "./thread-messages.ts";

/** Bytes of requests that are committed together at most: a commit must not let the next ones wait for long. */
const MAX_COMMIT_BYTES = 8 * 1024 * 1024;
/** How long a commit waits for as many requests as the one before answered: their senders are about to send again. */
const GATHER_MILLIS = 5;
/** Without a request for so long, everything is brought into the main file. */
const IDLE_MILLIS = 2_000;

interface Waiting {
  readonly id: number;
  readonly call: WriteCall;
}

/**
 * Answers calls that write, as many as wait in one commit: pages that many rows change, such as those of indexes, are then written once. Who sends one request
 * after the other never waits for others.
 */
export function startWriting(channel: Channel<WriteCall>, data: ThreadData & { readonly role: "write" }): void {
  const send = (message: FromThread): void => channel.post(message);
  let writer: Writer;
  try {
    writer = new Writer(data.path, data, (change) => send({ change }));
  } catch (error) {
    send({ failed: errorText(error) });
    channel.close();
    return;
  }
  let waiting: Waiting[] = [];
  let isScheduled = false;
  let isClosing = false;
  /** Calls that the last commit answered. */
  let answered = 0;
  let gathering: NodeJS.Timeout | undefined;
  let idle: NodeJS.Timeout | undefined;

  const schedule = (): void => {
    if (isScheduled) return;
    isScheduled = true;
    setImmediate(work);
  };
  const gather = (): void => {
    if (isClosing || waiting.length >= answered) schedule();
    else gathering ??= setTimeout(schedule, GATHER_MILLIS);
  };
  const work = (): void => {
    isScheduled = false;
    clearTimeout(gathering);
    gathering = undefined;
    const batch = takeBatch();
    if (batch.length > 0) commit(batch);
    const isTidy = !writer.tidy();
    if (!isTidy && !isClosing) schedule();
    else if (waiting.length > 0) gather();
    else if (isClosing) end();
    else rest();
  };
  const takeBatch = (): Waiting[] => {
    let bytes = 0;
    const count = waiting.findIndex(({ call }) => {
      bytes += call.type === "ingest" ? call.body.byteLength : 0;
      return bytes > MAX_COMMIT_BYTES;
    });
    const batch = waiting.slice(0, count < 0 ? waiting.length : Math.max(count, 1));
    waiting = waiting.slice(batch.length);
    return batch;
  };
  const commit = (batch: readonly Waiting[]): void => {
    answered = batch.length;
    const outcomes = writer.commit<unknown>(batch.map(({ call }) => changeOf(writer, call)));
    for (const [index, { id }] of batch.entries()) {
      const outcome = outcomes[index] ?? { error: new Error("nothing was written") };
      send("value" in outcome ? { id, value: outcome.value } : { id, error: errorText(outcome.error) });
    }
  };
  const rest = (): void => {
    clearTimeout(idle);
    idle = setTimeout(() => writer.checkpoint(), IDLE_MILLIS);
  };
  const end = (): void => {
    clearTimeout(idle);
    writer.close();
    channel.close();
  };

  channel.onMessage((message) => {
    if ("close" in message) isClosing = true;
    else waiting.push(message);
    gather();
  });
  send({ ready: true, sqliteVersion: sqliteVersion() });
}

function changeOf(writer: Writer, call: WriteCall): () => unknown {
  return call.type === "ingest"
    ? writer.ingest(call.signal, call.encoding, call.body)
    : writer.setCosts(call.costs, call.force);
}
