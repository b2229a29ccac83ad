import type { IncomingMessage } from "node:http";
import type { SendResult, Signal } from "../../export/delivery.ts";
import type { OtlpEndpoint } from "../../export/destinations/destination.ts";
import { createOtlpSender } from "../../export/otlp-sender.ts";
import { watchCredentials } from "./sent-credentials.ts";

/** What became of one test request. */
export interface Probe {
  readonly signal: Signal;
  readonly endpoint: OtlpEndpoint;
  /** A text of the backend without the credentials that it was sent. */
  cleaned(text: string): string;
  /** Absent when the headers could not be had. */
  readonly result?: SendResult;
  /** Why no answer began, or why there were no headers. */
  readonly error?: unknown;
  readonly answer?: ProbeAnswer;
  /** A proxy stands between, and it did not come to a tunnel to the endpoint. */
  readonly endsAtProxy: boolean;
  readonly roundTripMillis: number;
}

export interface ProbeAnswer {
  readonly status: number;
  readonly contentType: string;
  readonly location: string | undefined;
  /** How far the server's clock is ahead. */
  readonly clockOffsetMillis: number | undefined;
  readonly body: Uint8Array;
}

const EMPTY = { bytes: new Uint8Array(0) };
/** The header has whole seconds, of which half one has passed on average. */
const HALF_A_SECOND = 500;

/** Sends one request by the transport that records go by, on a connection of its own. Never rejects. */
export async function probe(
  signal: Signal,
  endpoint: OtlpEndpoint,
  request: Uint8Array,
  giveUp: AbortSignal,
): Promise<Probe> {
  const started = performance.now();
  const startedAt = Date.now();
  let answer: ProbeAnswer | undefined;
  let error: unknown;
  let endsAtProxy = endpoint.proxy !== undefined;
  const { headers, cleaned } = watchCredentials(endpoint.headers);
  const sender = createOtlpSender(signal, { ...endpoint, headers }, () => EMPTY, {
    // Records are compressed as a rule, so that is what the backend has to take.
    compressFromBytes: 0,
    onTunnel: () => {
      endsAtProxy = false;
    },
    observer: {
      answered: (response, body) => {
        answer = readAnswer(response, body, (startedAt + Date.now()) / 2);
      },
      failed: (problem) => {
        error = problem;
      },
    },
  });
  const measured = (): number => Math.round((performance.now() - started) * 10) / 10;
  try {
    const result = await sender.send([{ bytes: request, byteLength: request.byteLength, count: 1 }], giveUp);
    const known = { ...(answer !== undefined && { answer }), ...(error !== undefined && { error }) };
    return { signal, endpoint, cleaned, result, ...known, endsAtProxy, roundTripMillis: measured() };
  } catch (problem) {
    return { signal, endpoint, cleaned, error: problem, endsAtProxy, roundTripMillis: measured() };
  } finally {
    sender.close();
  }
}

function readAnswer(
  { statusCode = 0, headers }: Pick<IncomingMessage, "statusCode" | "headers">,
  body: Uint8Array,
  atMillis: number,
): ProbeAnswer {
  const date = Date.parse(headers.date ?? "");
  return {
    status: statusCode,
    contentType: String(headers["content-type"] ?? "").toLowerCase(),
    location: headers.location,
    clockOffsetMillis: Number.isNaN(date) ? undefined : Math.round((date + HALF_A_SECOND - atMillis) / 1_000) * 1_000,
    body,
  };
}
