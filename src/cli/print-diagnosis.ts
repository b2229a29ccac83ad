import type { Diagnosis } from "../instrumentation/doctor/diagnose.ts";
import { terminalText } from "../internal/terminal-text.ts";

/** A diagnosis as lines for a person; `isRun` when it is that of a program that was run. */
export function printDiagnosis(diagnosis: Diagnosis, isRun: boolean): string {
  const { off } = diagnosis;
  return [
    ...(off === undefined ? [] : [`telemetry is off: ${terminalText(off)}`]),
    ...packages(diagnosis),
    ...(isRun ? [...loaded(diagnosis), ...requests(diagnosis)] : []),
    "",
  ].join("\n");
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
