import type { Duplex, Readable } from "node:stream";
import { HttpError } from "../serve/http-error.ts";
import type { ByteLease } from "./byte-budget.ts";
import type { ReceiveLimits } from "./limits.ts";

/**
 * Reads a body to its end, decompressing it as it comes, within the limits. It stops reading where a limit is met, and leaves
 * the rest to the caller.
 *
 * @returns bytes in memory of their own, which may be handed to another thread
 * @throws HttpError
 */
export function collectBody(
  source: Readable,
  decompress: (() => Duplex) | undefined,
  limits: ReceiveLimits,
  lease: ByteLease,
): Promise<Uint8Array<ArrayBuffer>> {
  const { promise, resolve, reject } = Promise.withResolvers<Uint8Array<ArrayBuffer>>();
  const decoder = decompress?.();
  const chunks: Buffer[] = [];
  let wireBytes = 0;
  let bytes = 0;

  const settle = (end: () => void): void => {
    clearTimeout(timer);
    source.off("data", onData).off("end", onEnd).off("close", onClose);
    decoder?.off("data", keep).off("end", finish).destroy();
    end();
  };
  const fail = (error: unknown): void => settle(() => reject(error));
  const keep = (chunk: Buffer): void => {
    bytes += chunk.byteLength;
    try {
      if (bytes > limits.maxBodyBytes) throw tooLarge(limits.maxBodyBytes);
      lease.take(chunk.byteLength);
      chunks.push(chunk);
    } catch (error) {
      fail(error);
    }
  };
  const onData = (chunk: Buffer): void => {
    wireBytes += chunk.byteLength;
    if (wireBytes > limits.maxWireBytes) fail(tooLarge(limits.maxWireBytes));
    else if (decoder === undefined) keep(chunk);
    else if (!decoder.write(chunk)) {
      source.pause();
      decoder.once("drain", () => source.resume());
    }
  };
  const finish = (): void => settle(() => resolve(joined(chunks, bytes)));
  const onEnd = (): void => {
    if (decoder === undefined) finish();
    else decoder.end();
  };
  const onClose = (): void => {
    // It also closes after its end, while the decoder is at work.
    if (!source.readableEnded) fail(new HttpError(400, "the request ended before its body"));
  };
  const timer = setTimeout(() => fail(new HttpError(408, "the request took too long")), limits.readMillis).unref();

  source.on("data", onData).on("end", onEnd).on("close", onClose);
  source.on("error", () => undefined);
  decoder?.on("data", keep).on("end", finish);
  decoder?.on("error", () => fail(new HttpError(400, "the body is not what its content-encoding says")));
  return promise;
}

function tooLarge(limit: number): HttpError {
  return new HttpError(413, `more than ${limit} bytes`);
}

function joined(chunks: readonly Buffer[], bytes: number): Uint8Array<ArrayBuffer> {
  const body = new Uint8Array(new ArrayBuffer(bytes));
  let at = 0;
  for (const chunk of chunks) {
    body.set(chunk, at);
    at += chunk.byteLength;
  }
  return body;
}
