/** What the server does to a request. What is `stored` counts as arrived whatever the sender sees. */
export type Fault =
  | { readonly kind: "ok" }
  /** Nobody listens on the port, and open connections are cut. */
  | { readonly kind: "refused" }
  /** A status without storing anything. */
  | { readonly kind: "status"; readonly code: number; readonly retryAfter?: string }
  /** The connection is reset when the request has come in. */
  | { readonly kind: "reset"; readonly stored: boolean }
  /** The request is read and never answered. */
  | { readonly kind: "hang" }
  /** 400 for each request whose body holds the marker. */
  | { readonly kind: "poison"; readonly marker: string }
  /** 413 for each request that is larger. */
  | { readonly kind: "limit"; readonly bytes: number }
  /** `partial_success` that rejects so many spans of each request; the others are stored. */
  | { readonly kind: "partial"; readonly rejected: number }
  /** Stored, status 200, and then an answer that cannot be read to its end. */
  | { readonly kind: "answer"; readonly shape: AnswerShape }
  /** A web page with status 200, as a captive portal or a wrong URL gives; nothing is stored. */
  | { readonly kind: "html" }
  /** Stored and answered after the time. */
  | { readonly kind: "slow"; readonly millis: number };

/** `drip` is one byte a second, `huge` announces 4 GB and sends as fast as it can, `endless` never ends its chunks. */
export type AnswerShape = "truncated" | "garbage" | "endless" | "drip" | "huge";

/** A fault for a part of the run: milliseconds since its beginning, or the number of the request. Outside of all phases all is well. */
export interface Phase {
  readonly by: "time" | "request";
  readonly from: number;
  /** Not included. `Infinity` for the rest of the run. */
  readonly to: number;
  readonly fault: Fault;
}

export function always(fault: Fault): readonly Phase[] {
  return [{ by: "time", from: 0, to: Number.POSITIVE_INFINITY, fault }];
}

/** Good and bad in turns, beginning with good. */
export function flapping(fault: Fault, periodMillis: number, totalMillis: number): readonly Phase[] {
  const phases: Phase[] = [];
  for (let from = periodMillis; from < totalMillis; from += 2 * periodMillis) {
    phases.push({ by: "time", from, to: Math.min(from + periodMillis, totalMillis), fault });
  }
  return phases;
}

/** The fault that holds for a request; the first phase that covers it wins. */
export function faultAt(phases: readonly Phase[], millis: number, request: number): Fault {
  const covers = ({ by, from, to }: Phase): boolean => {
    const at = by === "time" ? millis : request;
    return at >= from && at < to;
  };
  return phases.find(covers)?.fault ?? { kind: "ok" };
}
