import type { Readable } from "node:stream";

/** How long the rest of a refused body is read, so that its sender gets to read the answer. */
const LINGER_MILLIS = 500;

/** Reads the rest of a body for a moment and keeps nothing of it. Resolves at its end, or when it took too long; never rejects. */
export async function passOver(body: Readable): Promise<void> {
  if (body.readableEnded || body.destroyed) return;
  const { promise, resolve } = Promise.withResolvers<void>();
  const timer = setTimeout(resolve, LINGER_MILLIS).unref();
  const done = (): void => resolve();
  body.once("end", done).once("close", done).resume();
  await promise;
  clearTimeout(timer);
}
