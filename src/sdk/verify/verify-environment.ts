import { createDiag } from "../../internal/diag.ts";
import { optOutReason } from "../../internal/opt-out.ts";
import { debugMode } from "../debug-mode.ts";
import { describeTelemetry } from "../describe.ts";
import { offTelemetry } from "../off-telemetry.ts";
import { resolveOutputs } from "../outputs.ts";
import type { Verification, VerifyOptions } from "./verification.ts";
import { verify } from "./verify.ts";

export interface EnvironmentSettings extends VerifyOptions {
  readonly env: Readonly<Record<string, string | undefined>>;
  /** Where packages are looked for. */
  readonly folder: string;
}

/** What `verify()` would say of the client that `init()` without options makes. No client is made, and what waits on disk stays there. */
export async function verifyEnvironment({ env, folder, ...options }: EnvironmentSettings): Promise<Verification> {
  const off = optOutReason(undefined, env);
  if (off !== undefined) return await offTelemetry(off).verify();
  // What is said of values that cannot be used is found again, with a mend.
  const diag = createDiag({ write: () => {} });
  const debug = debugMode(undefined, env, diag);
  const outputs = resolveOutputs({ options: {}, env, diag, isHost: false, sends: debug !== "only" });
  const facts = { outputs, hosted: false, debug, state: "recording" } as const;
  const summary = describeTelemetry(facts);
  return await verify({ ...facts, options: {}, env, globals: undefined, summary, folder }, options);
}
