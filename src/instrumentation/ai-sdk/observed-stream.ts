/** What is told of a stream of a model: each part, and one of the three ways to end. */
export interface StreamObserver {
  part(part: unknown): void;
  done(): void;
  failed(error: unknown): void;
  /** Whoever read it left before its end. */
  cancelled(): void;
}

/**
 * A stream that passes the parts of another one on, one for each that is asked for. A stream of a model is handed to the AI SDK inside a
 * result, which pipes it at once, so it cannot be observed from outside; middleware of the AI SDK replaces it too.
 */
export function observedStream(stream: ReadableStream<unknown>, on: StreamObserver): ReadableStream<unknown> {
  const reader = stream.getReader();
  return new ReadableStream<unknown>(
    {
      async pull(controller) {
        let next: { readonly done: boolean; readonly value?: unknown };
        try {
          next = await reader.read();
        } catch (error) {
          on.failed(error);
          controller.error(error);
          return;
        }
        if (next.done) {
          on.done();
          controller.close();
        } else {
          on.part(next.value);
          controller.enqueue(next.value);
        }
      },
      cancel(reason) {
        on.cancelled();
        return reader.cancel(reason);
      },
    },
    { highWaterMark: 0 },
  );
}
