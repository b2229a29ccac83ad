/** What is told of a stream that is piped. */
export interface RelayObserver {
  chunk(item: unknown): void;
  settled(value: unknown): void;
  failed(error: unknown): void;
  cancelled(): void;
}

/** A stream that stands for another one while it is piped. */
export interface Relay {
  readonly stream: ReadableStream;
  /** Gives the source back to who else wants to read it. */
  release(): void;
}

/**
 * A stream that gives each item of its source when it is asked for one, so that the items of a pipe can be seen: a pipe reads past every
 * method of its source. It holds nothing, ends and fails as its source does, and hands a cancellation on.
 *
 * @param reader - the only reader of the source
 */
export function relayStream(reader: ReadableStreamDefaultReader, on: RelayObserver): Relay {
  let isReleased = false;
  const release = (): void => {
    isReleased = true;
    reader.releaseLock();
  };
  const stream = new ReadableStream(
    {
      async pull(controller) {
        let item: Awaited<ReturnType<typeof reader.read>>;
        try {
          item = await reader.read();
        } catch (error) {
          // A read that was under way when the source was given back has not failed.
          if (!isReleased) on.failed(error);
          throw error;
        }
        if (item.done) {
          on.settled(undefined);
          release();
          controller.close();
        } else {
          on.chunk(item.value);
          controller.enqueue(item.value);
        }
      },
      async cancel(reason) {
        on.cancelled();
        await reader.cancel(reason);
        release();
      },
    },
    { highWaterMark: 0 },
  );
  return { stream, release };
}
