import { patchMethod } from "../patch.ts";
import { readPath } from "../read-path.ts";

/** Given to `cancel()` of a stream to say to its observer that it was left, and to nobody else. */
const RELEASED = Symbol("released");

/**
 * Lets the observer of a response know at once that the client has read enough. The client is the only one that reads a streamed answer; at its last
 * event, or when its caller leaves, it lets go of the stream and never cancels it. That is left so: what is called is a `cancel()` that does nothing.
 *
 * @returns what is to be called once the response is observed; absent when there is no stream
 */
export function watchRelease(response: unknown): (() => void) | undefined {
  const body = readPath(response, "body");
  if (!(body instanceof ReadableStream)) return undefined;
  patchMethod(
    body,
    "cancel",
    (original) => (reason) =>
      reason === RELEASED ? Promise.resolve() : Reflect.apply(original, body, reason === undefined ? [] : [reason]),
  );
  return () => {
    patchMethod(body, "getReader", (original) => (...args) => {
      const reader = Reflect.apply(original, body, args);
      patchMethod(reader, "releaseLock", (release) => () => {
        Reflect.apply(release, reader, []);
        void body.cancel(RELEASED);
      });
      return reader;
    });
  };
}
