import { ignoreRejection } from "../../internal/guard.ts";
import { realTimers } from "../../internal/real-timers.ts";
import { StreamStop } from "../../record/results/stop-stream.ts";
import type { ScopeSignal } from "../../record/scope-signal.ts";

/** What is told of a stream of a model: each part, and one of the three ways to end. Nothing of it may throw. */
export interface StreamObserver {
  part(part: unknown): void;
  done(): void;
  failed(error: unknown): void;
  /** Whoever read it left before its end. */
  cancelled(): void;
}

/** A stream with parts to read of which none was asked for this long, or up to twice as long, has no reader any more. */
const ABANDONED_AFTER_MILLIS = 60_000;

/**
 * A stream that passes the parts of another one on, one for each that is asked for. A stream of a model is handed to the AI SDK inside a
 * result, which pipes it at once, so it cannot be observed from outside; middleware of the AI SDK replaces it too.
 *
 * The AI SDK reads from one side of a tee, and a reader that leaves does not cancel the other: that nobody asks for parts is then all there
 * is to see.
 *
 * @param limit - ends the stream with its reason as an `error` part, the way in which models tell of errors: version 5 never settles its
 * promises when a stream of a model fails otherwise
 */
export function observedStream(
  stream: ReadableStream<unknown>,
  on: StreamObserver,
  limit?: ScopeSignal,
): ReadableStream<unknown> {
  const reader = stream.getReader();
  let isAsked = false;
  let isStopped = false;
  let parts = 0;
  let partsBefore = 0;
  const watch = realTimers.setInterval(() => {
    if (!isAsked && parts === partsBefore) over(() => on.cancelled());
    partsBefore = parts;
  }, ABANDONED_AFTER_MILLIS);
  watch.unref();
  const stop =
    limit &&
    new StreamStop(limit.signal, (error) => {
      isStopped = true;
      over(() => on.failed(error));
      ignoreRejection(reader.cancel(error));
    });
  const over = (how: () => void): void => {
    realTimers.clearInterval(watch);
    stop?.over();
    limit?.close();
    how();
  };
  const read = (): ReturnType<typeof reader.read> => reader.read();
  return new ReadableStream<unknown>(
    {
      pull(controller) {
        isAsked = true;
        const next = stop === undefined ? read() : (stop.pull(read, true) as ReturnType<typeof read>);
        return next.then(
          (next) => {
            isAsked = false;
            if (next.done) {
              over(() => on.done());
              controller.close();
              return;
            }
            parts += 1;
            on.part(next.value);
            controller.enqueue(next.value);
          },
          (error: unknown) => {
            if (isStopped) {
              controller.enqueue({ type: "error", error });
              controller.close();
              return;
            }
            over(() => on.failed(error));
            controller.error(error);
          },
        );
      },
      cancel(reason) {
        over(() => on.cancelled());
        return reader.cancel(reason);
      },
    },
    { highWaterMark: 0 },
  );
}
