import { createDiag } from "../../internal/diag.ts";
import { describeError } from "../../internal/guard.ts";
import { realTimers } from "../../internal/real-timers.ts";
import { waitAtMost } from "../../internal/wait-at-most.ts";
import { metricSettings } from "../metric-settings.ts";
import { checkEnvironment } from "./check-environment.ts";
import { checkProviders } from "./check-providers.ts";
import { checkRecording } from "./check-recording.ts";
import { type Finding, type FindingSeverity, finding } from "./finding.ts";
import { type Checks, localChecks } from "./local-checks.ts";
import type { Verification, VerifiedDestination, VerifyOptions } from "./verification.ts";
import { joined, verifyDestinations } from "./verify-destinations.ts";
import type { VerifySubject } from "./verify-subject.ts";

const DEFAULT_TIMEOUT_MILLIS = 5_000;
/** What is left of the time when requests are given up, for the rest to say so. */
const GRACE_MILLIS = 250;
const RANKS: Readonly<Record<FindingSeverity, number>> = { error: 0, warning: 1, info: 2, ok: 3 };

/** Looks at a set-up, sends test records where it sends records, and says what is wrong. Never rejects. */
export async function verify(subject: VerifySubject, options: VerifyOptions = {}): Promise<Verification> {
  const { timeoutMillis: limit = DEFAULT_TIMEOUT_MILLIS, offline = false } = options;
  const destinations: VerifiedDestination[] = [];
  const findings: Finding[] = [finding("setup", { what: subject.summary })];
  const giveUp = new AbortController();
  const timer = realTimers.setTimeout(() => giveUp.abort(), limit);
  timer.unref();
  const parts: Checks = {
    ...localChecks(subject),
    environment: () => checkEnvironment(subject.env),
    recording: () => checkRecording(subject),
    destinations: async () => {
      const { outputs, env } = subject;
      const { temporality } = metricSettings(env, createDiag({ write: () => {} }));
      const verified = await verifyDestinations({
        destinations: outputs.destinations,
        resource: outputs.resource,
        temporality: temporality === "cumulative" ? "cumulative" : "delta",
        timeoutMillis: limit,
        giveUp: giveUp.signal,
        offline,
      });
      destinations.push(...verified.flatMap(({ destination }) => destination ?? []));
      return joined(verified);
    },
    providers: () => checkProviders(subject, offline ? undefined : limit),
  };
  const open = new Set(Object.keys(parts));
  const work = Object.entries(parts).map(async ([name, check]) => {
    try {
      findings.push(...(await check()));
    } catch (error) {
      findings.push(finding("verify-incomplete", { what: `${name}: ${describeError(error)}` }));
    }
    open.delete(name);
  });
  await waitAtMost(limit + GRACE_MILLIS, Promise.all(work));
  realTimers.clearTimeout(timer);
  giveUp.abort();
  if (open.size > 0)
    findings.push(finding("verify-incomplete", { what: `not done in ${limit} ms: ${[...open].join(", ")}` }));
  return report(subject, [...destinations], [...findings]);
}

function report(
  { summary, hosted }: VerifySubject,
  destinations: readonly VerifiedDestination[],
  found: readonly Finding[],
): Verification {
  const findings = sorted(found);
  return {
    ok: !findings.some(({ severity }) => severity === "error"),
    summary,
    mode: hosted ? "host" : "own",
    destinations,
    findings,
  };
}

/** The worst first, each once. */
export function sorted(found: readonly Finding[]): readonly Finding[] {
  const seen = new Set<string>();
  const different = found.filter(({ code, what }) => !seen.has(code + what) && seen.add(code + what));
  return different.sort((one, other) => RANKS[one.severity] - RANKS[other.severity]);
}
