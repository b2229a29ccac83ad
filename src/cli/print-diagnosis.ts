import type { Diagnosis } from "../instrumentation/doctor/diagnose.ts";
import { counted } from "../internal/format.ts";
import { terminalText } from "../internal/terminal-text.ts";
import type { Finding, FindingSeverity } from "../sdk/verify/finding.ts";
import type { DoctorReport } from "./doctor.ts";

const MARKS: Readonly<Record<FindingSeverity, string>> = {
  error: "error  ",
  warning: "warning",
  info: "info   ",
  ok: "ok     ",
};

/** A report as lines for a person; `isRun` when it is that of a program that was run. What is wrong comes last, where a terminal shows it. */
export function printDiagnosis(report: DoctorReport, isRun: boolean): string {
  const { findings, ok } = report.verification;
  const count = (severity: FindingSeverity): number => findings.filter((one) => one.severity === severity).length;
  const [errors, warnings] = [count("error"), count("warning")];
  const verdict =
    ok && warnings === 0 ? "nothing to mend" : `${counted(errors, "error")}, ${counted(warnings, "warning")}`;
  return [
    ...packages(report),
    ...(isRun ? [...loaded(report), ...requests(report)] : []),
    "set-up:",
    ...[...findings].reverse().flatMap(lines),
    verdict,
    "",
  ].join("\n");
}

function lines({ severity, code, what, mend, docs }: Finding): readonly string[] {
  const said = `  ${MARKS[severity]} ${terminalText(what, 600)}`;
  if (severity === "ok" || severity === "info") return [said];
  const mended = mend === undefined ? [] : [`          mend: ${terminalText(mend, 600)}`];
  return [`${said} [${code}]`, ...mended, `          ${terminalText(docs)}`];
}

function packages({ packages: found }: Diagnosis): readonly string[] {
  if (found.length === 0) return ["installed packages with a wrapper: none"];
  return [
    "installed packages with a wrapper:",
    ...found.map(({ name, version, judgement, tested }) => {
      const versions = tested.length === 0 ? "" : ` (tested: ${tested.join(", ")})`;
      return `  ${terminalText(name)} ${terminalText(version)}: ${judgement}${versions}`;
    }),
  ];
}

function loaded({ loaded: modules }: Diagnosis): readonly string[] {
  if (modules.length === 0) return ["loaded and patched: none"];
  return [
    "loaded and patched:",
    ...modules.map(({ name, url, problem }) => {
      const why = problem === undefined ? "" : `: not patched, ${terminalText(problem)}`;
      return `  ${terminalText(name)} ${terminalText(url, 300)}${why}`;
    }),
  ];
}

function requests({ requests: seen }: Diagnosis): readonly string[] {
  if (seen === undefined) return ["requests to models: not watched"];
  const { covered, recorded, untraced } = seen;
  const missed = Object.entries(untraced);
  const count = missed.reduce((sum, [, one]) => sum + one, 0);
  return [
    `requests to models: ${covered + recorded + count}`,
    `  ${covered} of calls that a wrapper, a framework, a scope or fetch recorded`,
    `  ${recorded} recorded on the wire alone`,
    `  ${count} not traced`,
    ...missed.map(([place, one]) => `    ${one} ${terminalText(place)}`),
  ];
}
