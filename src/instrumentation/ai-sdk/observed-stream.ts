/** What is told of a stream of a model: each part, and one of the three ways to end. */
export interface StreamObserver {
  part(part: unknown): void;
  done(): void;
  failed(error: unknown): void;
  /** Whoever read it left before its end. */
  cancelled(): void;
}

/** A stream with parts to read of which none was asked for this long has no reader any more. */
const ABANDONED_AFTER_MILLIS = 60_000;

/**
 * A stream that passes the parts of another one on, one for each that is asked for. A stream of a model is handed to the AI SDK inside a
 * result, which pipes it at once, so it cannot be observed from outside; middleware of the AI SDK replaces it too.
 *
 * The AI SDK reads from one side of a tee, and a reader that leaves does not cancel the other: that nobody asks for parts is then all there
 * is to see.
 */
export function observedStream(stream: ReadableStream<unknown>, on: StreamObserver): ReadableStream<unknown> {
  const reader = stream.getReader();
  let isAsked = false;
  let idle: NodeJS.Timeout | undefined;
  const over = (how: () => void): void => {
    clearTimeout(idle);
    how();
  };
  const waitForReader = (): void => {
    if (idle === undefined) {
      idle = setTimeout(() => (isAsked ? undefined : on.cancelled()), ABANDONED_AFTER_MILLIS);
      idle.unref();
    } else idle.refresh();
  };
  return new ReadableStream<unknown>(
    {
      async pull(controller) {
        isAsked = true;
        let next: { readonly done: boolean; readonly value?: unknown };
        try {
          next = await reader.read();
        } catch (error) {
          over(() => on.failed(error));
          controller.error(error);
          return;
        }
        if (next.done) {
          over(() => on.done());
          controller.close();
          return;
        }
        on.part(next.value);
        isAsked = false;
        waitForReader();
        controller.enqueue(next.value);
      },
      cancel(reason) {
        over(() => on.cancelled());
        return reader.cancel(reason);
      },
    },
    { highWaterMark: 0 },
  );
}
