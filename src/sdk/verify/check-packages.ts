import type { Diagnosis } from "../../instrumentation/doctor/diagnose.ts";
import { isOfTestedMajor } from "../../instrumentation/doctor/judge-version.ts";
import { MODULE_NAMES } from "../../instrumentation/register/module-names.ts";
import { packageOf } from "../../instrumentation/register/package-of.ts";
import { counted } from "../../internal/format.ts";
import { terminalText } from "../../internal/terminal-text.ts";
import { type Finding, finding } from "./finding.ts";

/** What `doctor()` saw of installed packages and of this process's requests to models, as findings. */
export function checkPackages(diagnosis: Diagnosis): readonly Finding[] {
  const { packages, loaded } = diagnosis;
  const tested = packages.filter(({ judgement }) => judgement === "tested");
  const names = tested.map(({ name, version }) => `${terminalText(name)} ${terminalText(version, 40)}`);
  return [
    ...(names.length === 0 ? [] : [finding("package-installed", { what: `tested: ${names.join(", ")}` })]),
    ...packages.filter(({ judgement }) => judgement !== "tested").map(untested),
    ...loaded.map(({ name, problem }) =>
      problem === undefined
        ? finding("package-traced", { what: `${terminalText(name)} was patched as it was loaded` })
        : finding("package-not-patched", { what: `${terminalText(name)}: ${terminalText(problem)}` }),
    ),
    ...late(diagnosis),
    ...requestsOf(diagnosis),
  ];
}

function untested({ name, version, judgement, tested }: Diagnosis["packages"][number]): Finding {
  const newest = tested.at(-1);
  if (judgement === "newer than tested" && isOfTestedMajor(version, tested)) {
    return finding("package-newer", {
      what: `${terminalText(name)} ${terminalText(version, 40)} is newer than tested`,
    });
  }
  return finding("package-untested", {
    what: `${terminalText(name)} ${terminalText(version, 40)} is ${judgement}`,
    mend:
      newest === undefined
        ? "No version of it is tested: look whether its calls are recorded with usage."
        : `Install a tested version: \`npm install ${name}@${newest}\`.`,
  });
}

/** Packages that the program asked for and the zero-code start did not see; where no request was made, it may be that none is used. */
function late({ watched, loaded, requests }: Diagnosis): readonly Finding[] {
  if (watched?.register !== true || requests === undefined) return [];
  if (requests.recorded === 0 && Object.keys(requests.untraced).length === 0) return [];
  const patched = new Set(loaded.map(({ name }) => packageOf(name)));
  const hooked = new Set(MODULE_NAMES.map(packageOf));
  return watched.packages
    .filter((name) => hooked.has(name) && !patched.has(name))
    .map((name) => finding("register-late", { what: `${terminalText(name)} was loaded before agentscribe/register` }));
}

function requestsOf(diagnosis: Diagnosis): readonly Finding[] {
  if (diagnosis.requests === undefined) return [];
  const { covered, recorded, untraced } = diagnosis.requests;
  const missed = Object.entries(untraced);
  if (missed.length > 0) return missed.map(([place, count]) => untracedAt(place, count, diagnosis));
  const all = covered + recorded;
  return all === 0 ? [] : [finding("requests-traced", { what: `${counted(all, "request")} to models, all recorded` })];
}

/** The packages that requests to a provider come from as a rule, and what wraps their clients. */
const CLIENTS: Readonly<Record<string, readonly [name: string, mend: string]>> = {
  openai: ["openai", "`wrapOpenAI(client)` of `agentscribe/openai`"],
  anthropic: ["@anthropic-ai/sdk", "`wrapAnthropic(client)` of `agentscribe/anthropic`"],
};

function untracedAt(place: string, count: number, { watched }: Diagnosis): Finding {
  const what = `${counted(count, "request")} to a model recorded by nobody: ${terminalText(place, 200)}`;
  const [name, wrapper] = CLIENTS[place.split(" ")[0] ?? ""] ?? [];
  if (watched === undefined || name === undefined || wrapper === undefined)
    return finding("requests-untraced", { what });
  const wasLoaded = watched.packages.includes(name);
  if (!wasLoaded && watched.packages.length === 0) {
    return finding("requests-bundled", { what: `${what}; no package with a wrapper was loaded` });
  }
  return finding("requests-untraced", {
    what,
    mend: `Start the program with \`node --import agentscribe/register\`, or wrap the client: ${wrapper}.`,
  });
}
