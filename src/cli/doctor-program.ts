import type { Diagnosis } from "../instrumentation/doctor/diagnose.ts";
import { terminalText } from "../internal/terminal-text.ts";
import { checkPackages } from "../sdk/verify/check-packages.ts";
import { type Finding, finding } from "../sdk/verify/finding.ts";
import type { FindingCode } from "../sdk/verify/findings.ts";
import type { Verification } from "../sdk/verify/verification.ts";
import { sorted } from "../sdk/verify/verify.ts";
import type { DoctorReport } from "./doctor.ts";
import type { WatchedRun } from "./watch-program.ts";

/** What is known better at the end of the program than when its client was looked at, or is no fault of it. */
const REPLACED: ReadonlySet<FindingCode> = new Set<FindingCode>([
  "telemetry-shut-down",
  "package-installed",
  "package-newer",
  "package-untested",
  "package-traced",
  "package-not-patched",
  "requests-traced",
  "requests-untraced",
  "requests-bundled",
  "register-late",
]);

/** Puts together what was found of a program: its set-up, its packages and requests, and how it ended. */
export function diagnosisOfProgram(run: WatchedRun, verification: Verification, diagnosis: Diagnosis): DoctorReport {
  const kept = verification.findings.filter(({ code }) => !REPLACED.has(code));
  const findings = sorted([
    ...kept,
    ...(run.report === undefined ? [] : checkPackages(diagnosis)),
    ...ofRun(run, diagnosis),
  ]);
  const { packages, loaded, off, telemetry, fetch, requests, watched } = diagnosis;
  return {
    packages,
    loaded,
    telemetry,
    fetch,
    ...(off !== undefined && { off }),
    ...(requests !== undefined && { requests }),
    ...(watched !== undefined && { watched }),
    verification: { ...verification, ok: !findings.some(({ severity }) => severity === "error"), findings },
  };
}

function ofRun({ report, ending }: WatchedRun, diagnosis: Diagnosis): readonly Finding[] {
  const found: Finding[] = [];
  const config = report?.configError;
  if (config !== undefined) found.push(finding("config-error", { what: terminalText(config, 300) }));
  else if (ending !== undefined) found.push(finding("program-failed", { what: `the program ${ending}` }));
  if (report === undefined) {
    found.push(
      finding("program-failed", { what: "the program left no report: it was killed, or it does not run in Node" }),
    );
  } else if (
    !report.hasClient &&
    config === undefined &&
    diagnosis.off === undefined &&
    diagnosis.telemetry !== "waiting"
  ) {
    found.push(finding("no-client", { what: "the program made no client" }));
  }
  if (report?.hasClient === true && report.verification === undefined) {
    const what =
      "the program ended before its client was looked at: what is said of the set-up is of the environment alone";
    found.push(finding("verify-incomplete", { what, severity: "info" }));
  }
  return found;
}
