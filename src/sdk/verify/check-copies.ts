import { madeClients } from "../../internal/made-clients.ts";
import { terminalText } from "../../internal/terminal-text.ts";
import { type Finding, finding } from "./finding.ts";
import { type InstalledCopy, installedCopies } from "./installed-copies.ts";

/** Whether this package or OpenTelemetry's API is there more than once, in the process or in `node_modules`. */
export async function checkCopies(folder: string, apiVersion: string | undefined): Promise<readonly Finding[]> {
  const found = await installedCopies(folder, ["agentscribe", "@opentelemetry/api"]);
  const [ours = [], apis = []] = [found.get("agentscribe"), found.get("@opentelemetry/api")];
  return [...twice(ours), ...versions(apis, apiVersion)];
}

function twice(installed: readonly InstalledCopy[]): readonly Finding[] {
  const made = madeClients().list;
  const copies = new Set(made.map(({ copy }) => copy));
  if (installed.length > 1)
    return [finding("package-copies", { what: `agentscribe is installed as ${list(installed)}` })];
  if (copies.size < 2) return [];
  const known = [...new Set(made.map(({ version }) => terminalText(version, 40)))].join(" and ");
  return [finding("package-copies", { what: `${copies.size} copies of agentscribe made clients (${known})` })];
}

/** The API that is asked first decides: one that is newer does not use what is registered with it. */
function versions(installed: readonly InstalledCopy[], first: string | undefined): readonly Finding[] {
  const different = new Set(installed.map(({ version }) => version));
  if (first !== undefined && first !== "") different.add(first);
  if (different.size < 2) return [];
  const registered = first === undefined || first === "" ? "" : `; ${terminalText(first, 40)} registered first`;
  const isHidden = first !== undefined && [...different].some((version) => isNewer(version, first));
  return [
    finding("api-versions", {
      what: `@opentelemetry/api is there as ${[...different]
        .sort()
        .map((one) => terminalText(one, 40))
        .join(" and ")}${registered}`,
      severity: isHidden ? "error" : "warning",
    }),
  ];
}

function isNewer(version: string, than: string): boolean {
  const [major, minor] = version.split(".").map(Number);
  const [thanMajor, thanMinor] = than.split(".").map(Number);
  return (major ?? 0) !== (thanMajor ?? 0) || (minor ?? 0) > (thanMinor ?? 0);
}

function list(installed: readonly InstalledCopy[]): string {
  return installed
    .map(({ version, folder }) => `${terminalText(version, 40)} in ${terminalText(folder, 200)}`)
    .join(" and ");
}
