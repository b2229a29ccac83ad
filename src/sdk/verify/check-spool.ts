import { nodeSpoolFs, type SpoolFs } from "../../export/spool/spool-fs.ts";
import { DEFAULT_MAX_BYTES, MAX_DISK_USE } from "../../export/spool/spool-limits.ts";
import { type SpoolSurvey, surveySpool } from "../../export/spool/spool-survey.ts";
import { counted } from "../../internal/format.ts";
import { describeError } from "../../internal/guard.ts";
import { shellWord } from "../../internal/shell-word.ts";
import { terminalText } from "../../internal/terminal-text.ts";
import { type Finding, finding } from "./finding.ts";
import type { VerifySubject } from "./verify-subject.ts";
import { waitingRecords } from "./waiting-records.ts";

const NEARLY_FULL = 0.8;

/** Whether records can be kept on disk, and what waits there. What is there is read and left as it is. */
export async function checkSpool({ outputs, options }: VerifySubject): Promise<readonly Finding[]> {
  if (!outputs.destinations.some(({ type }) => type === "otlp")) return [];
  const { spool } = outputs.pipeline.health();
  if (spool === undefined) {
    const why = options.spool === false ? "the option `spool` is false" : "no folder of the user is known";
    return [finding("spool-off", { what: `records are in memory only: ${why}` })];
  }
  const fs = nodeSpoolFs();
  if (fs === undefined) return [finding("spool-off", { what: "records are in memory only: there is no file system" })];
  const { directory } = spool;
  const shown = terminalText(directory, 200);
  const survey = await surveySpool({ directory, fs });
  const refusal = survey.refused ?? notWritable(fs, directory);
  if (refusal !== undefined) {
    return [finding("spool-refused", { what: `${shown} is not used: ${refusal}`, mend: mendOf(refusal, shown) })];
  }
  const found = [...room(fs, directory, survey), ...waitingRecords(survey), ...letters(survey)];
  const isFine = !found.some(({ severity }) => severity === "error");
  return isFine
    ? [finding("spool", { what: `records are kept in ${shown} until they are delivered` }), ...found]
    : found;
}

/** Tries it: of a folder that is not there yet, the nearest above that is. */
function notWritable(spool: SpoolFs, directory: string): string | undefined {
  const fs = process.getBuiltinModule("node:fs");
  const path = process.getBuiltinModule("node:path");
  try {
    let folder = directory;
    while (spool.facts(folder) === undefined && path.dirname(folder) !== folder) folder = path.dirname(folder);
    if (!fs.statSync(folder).isDirectory()) return `${terminalText(folder, 200)} is no folder`;
    if (folder !== directory) {
      fs.accessSync(folder, fs.constants.W_OK | fs.constants.X_OK);
      return undefined;
    }
    const file = path.join(folder, `.verify-${process.pid}-${Date.now()}`);
    const handle = spool.create(file);
    try {
      spool.write(handle, Buffer.from("agentscribe"), 0, 11);
    } finally {
      spool.close(handle);
      spool.remove(file);
    }
    return undefined;
  } catch (error) {
    return `it cannot be written to (${terminalText(describeError(error), 200)})`;
  }
}

function mendOf(refusal: string, folder: string): string | undefined {
  if (refusal.includes("others can write")) return `Run \`chmod 700 ${shellWord(folder)}\`.`;
  if (refusal.includes("another user")) {
    return `Give the folder to this user (\`chown\`), or name another with \`AGENTSCRIBE_SPOOL_DIRECTORY\`: ${folder}.`;
  }
  return undefined;
}

function room(fs: SpoolFs, directory: string, { spools }: SpoolSurvey): readonly Finding[] {
  const bytes = spools.reduce((sum, spool) => sum + spool.bytes, 0);
  try {
    const used = fs.facts(directory) === undefined ? 0 : fs.used(directory);
    if (used >= MAX_DISK_USE) {
      return [finding("spool-disk-full", { what: `the disk of the folder is ${Math.floor(used * 100)} % full` })];
    }
  } catch {
    // A disk that does not say how full it is.
  }
  if (bytes < NEARLY_FULL * DEFAULT_MAX_BYTES) return [];
  const megabytes = Math.round(bytes / 2 ** 20);
  return [
    finding("spool-nearly-full", { what: `${megabytes} MiB of ${DEFAULT_MAX_BYTES / 2 ** 20} MiB wait on disk` }),
  ];
}

function letters({ deadLetters, directory }: SpoolSurvey): readonly Finding[] {
  return deadLetters.map(({ records, signal, destination, reason }) =>
    finding("dead-letters", {
      what: `${counted(records, "record")} (${terminalText(signal, 20)}) for ${terminalText(destination)} put aside: ${terminalText(reason)}`,
      mend: `Read why with \`npx agentscribe spool\`; then remove \`${terminalText(directory, 200)}/dead-letter\`.`,
    }),
  );
}
