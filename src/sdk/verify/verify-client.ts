import { wholeMillis } from "../../export/destinations/env-endpoint.ts";
import { describeError } from "../../internal/guard.ts";
import type { Telemetry } from "../telemetry.ts";
import type { Verification, VerifyOptions } from "./verification.ts";
import type { VerifySubject } from "./verify-subject.ts";

/** Timers take no more than this. */
const MAX_TIMEOUT_MILLIS = 2 ** 31 - 1_000;

/** `verify()` of a client. What it takes is loaded when it is called; two calls at a time are two that know nothing of each other. */
export function verifyClient(subject: () => VerifySubject): Telemetry["verify"] {
  return async (options) => {
    try {
      const { verify } = await import("./verify.ts");
      return await verify(subject(), usable(options));
    } catch (error) {
      return failed(error);
    }
  };
}

/** Options that can be read, with a limit that is one. */
function usable(options: VerifyOptions | undefined): VerifyOptions {
  try {
    const { timeoutMillis, offline } = options ?? {};
    const isLimit = typeof timeoutMillis === "number" && timeoutMillis >= 0;
    return {
      offline: offline === true,
      ...(isLimit && { timeoutMillis: wholeMillis(Math.min(timeoutMillis, MAX_TIMEOUT_MILLIS)) }),
    };
  } catch {
    return {}; // A getter or Proxy of the caller threw.
  }
}

/** A fault of ours is a finding like another. */
function failed(error: unknown): Verification {
  const what = `the set-up could not be looked at: ${describeError(error)}`;
  const docs = "docs/doctor.md#verify-incomplete";
  const finding = { code: "verify-incomplete", severity: "error", what, docs } as const;
  return { ok: false, summary: what, mode: "own", destinations: [], findings: [finding] };
}
