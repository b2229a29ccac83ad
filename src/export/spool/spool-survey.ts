import { Adoption } from "./adoption.ts";
import { readCursor } from "./cursor.ts";
import { readDeadLetters } from "./dead-letter.ts";
import { type ProcessTable, systemProcesses } from "./process-identity.ts";
import { PREAMBLE_BYTES, readPreamble, type SegmentHeader } from "./segment-header.ts";
import { CURSOR_SUFFIX, parseSegmentName } from "./segment-name.ts";
import { MAX_SEGMENT_BYTES, newSegmentState, readRecords } from "./segment-reader.ts";
import { type SpoolClock, SYSTEM_CLOCK } from "./spool-clock.ts";
import { isFingerprintFolder, refuseFolder } from "./spool-folder.ts";
import { nodeSpoolFs, type SpoolFs } from "./spool-fs.ts";

/** What waits for one account of a destination, and one signal. Counts and names only: no record is shown. */
export interface SurveyedSpool {
  readonly folder: string;
  /** Tells accounts apart: a checksum of the credentials that were given when it was recorded. Undefined when they are not known. */
  readonly credentials: string | undefined;
  /** Undefined when no file in the folder says it any more. */
  readonly header: Pick<SegmentHeader, "fingerprint" | "signal" | "destination"> | undefined;
  readonly segments: number;
  readonly bytes: number;
  /** Records or data points that are neither delivered nor given up. */
  readonly records: number;
  /** Those of them that a living process holds. */
  readonly held: number;
  /** Spans that were open when their process died, or still are. */
  readonly openSpans: number;
  /** When the oldest file with something in it was begun; milliseconds since 1970. */
  readonly oldestMillis: number | undefined;
  /** Files that cannot be read, or are of another version, and that no living process holds. */
  readonly unreadable: number;
}

/** Records that a backend refused, counted. */
export interface SurveyedLetters {
  readonly destination: string;
  readonly signal: string;
  readonly reason: string;
  readonly records: number;
}

export interface SpoolSurvey {
  readonly directory: string;
  /** Why the directory is not used. */
  readonly refused: string | undefined;
  readonly spools: readonly SurveyedSpool[];
  readonly deadLetters: readonly SurveyedLetters[];
}

export interface SurveyOptions {
  readonly directory: string;
  readonly fs?: SpoolFs | undefined;
  readonly clock?: SpoolClock;
  readonly processes?: ProcessTable;
}

/** Looks at a spool directory and changes nothing in it. What vanishes meanwhile is left out. */
export async function surveySpool(options: SurveyOptions): Promise<SpoolSurvey> {
  const { directory, fs = nodeSpoolFs(), clock = SYSTEM_CLOCK, processes = systemProcesses() } = options;
  const nothing = { directory, spools: [], deadLetters: [] };
  if (fs === undefined) return { ...nothing, refused: "there is no file system" };
  const refused = refuseFolder(fs, directory);
  if (refused !== undefined) return { ...nothing, refused: isMissing(fs, directory) ? undefined : refused };
  const adoption = new Adoption({ fs, clock, self: { ...processes.self, instance: "0".repeat(16) }, processes });
  const path = process.getBuiltinModule("node:path");
  const spools: SurveyedSpool[] = [];
  for (const name of [...(await fs.list(directory).catch(() => []))].sort()) {
    if (!isFingerprintFolder(name)) continue;
    spools.push(...(await surveyFolder(fs, adoption, path.join(directory, name))));
  }
  return { directory, refused: undefined, spools, deadLetters: await surveyLetters(fs, directory) };
}

function isMissing(fs: SpoolFs, directory: string): boolean {
  try {
    return fs.facts(directory) === undefined;
  } catch {
    return false;
  }
}

async function surveyFolder(fs: SpoolFs, adoption: Adoption, folder: string): Promise<readonly SurveyedSpool[]> {
  const sums = new Map<string | undefined, Sum>();
  for (const fileName of [...(await fs.list(folder).catch(() => []))].sort()) {
    const name = parseSegmentName(fileName);
    if (name === undefined) continue;
    const segment = await surveySegment(fs, folder, fileName, name.key).catch(() => "unreadable" as const);
    if (segment === undefined || (segment === "unreadable" && (await isGone(fs, folder, fileName)))) continue;
    const credentials = name.sender?.credentials;
    const sum = sums.get(credentials) ?? newSum(folder, credentials);
    sums.set(credentials, sum);
    sum.segments += 1;
    const isHeld = (await adoption.judge(folder, fileName).catch(() => undefined)) === undefined;
    if (segment === "unreadable") {
      // A file that somebody is about to write, or to remove, may look like it.
      if (!isHeld) sum.unreadable += 1;
      continue;
    }
    sum.bytes += segment.bytes;
    sum.records += segment.records;
    sum.openSpans += segment.openSpans;
    sum.header ??= usable(segment.header);
    if (segment.records + segment.openSpans > 0) sum.oldestMillis ??= name.createdMillis;
    if (isHeld) sum.held += segment.records;
  }
  return [...sums.values()];
}

type Sum = { -readonly [Key in keyof SurveyedSpool]: SurveyedSpool[Key] };

function newSum(folder: string, credentials: string | undefined): Sum {
  const nothing = { segments: 0, bytes: 0, records: 0, held: 0, openSpans: 0, unreadable: 0 };
  return { folder, credentials, header: undefined, oldestMillis: undefined, ...nothing };
}

/** Its owner may have settled it, or another process taken it over, while it was read. */
async function isGone(fs: SpoolFs, folder: string, fileName: string): Promise<boolean> {
  const path = process.getBuiltinModule("node:path").join(folder, fileName);
  return (await fs.lookUp(path).catch(() => undefined)) === undefined;
}

/** A header with everything that is said of it. */
function usable(header: SegmentHeader | undefined): SegmentHeader | undefined {
  const texts: readonly unknown[] = [
    header?.fingerprint,
    header?.signal,
    header?.destination?.name,
    header?.destination?.url,
  ];
  return texts.every((text) => typeof text === "string") ? header : undefined;
}

interface SurveyedSegment {
  readonly bytes: number;
  readonly records: number;
  readonly openSpans: number;
  readonly header: SegmentHeader | undefined;
}

/** Undefined when it is gone or no file. */
async function surveySegment(
  fs: SpoolFs,
  folder: string,
  fileName: string,
  key: string,
): Promise<SurveyedSegment | "unreadable" | undefined> {
  const { join } = process.getBuiltinModule("node:path");
  const facts = await fs.lookUp(join(folder, fileName));
  if (facts?.kind !== "file") return undefined;
  const bytes = await fs.read(join(folder, fileName), 0, Math.min(facts.size, MAX_SEGMENT_BYTES));
  if (readPreamble(bytes) === "other") return "unreadable";
  const done = readCursor(fs, join(folder, key + CURSOR_SUFFIX), bytes.byteLength);
  const state = newSegmentState();
  let records = 0;
  readRecords(bytes, 0, PREAMBLE_BYTES, state, ({ end, count }) => {
    if (end > done) records += count;
  });
  if (!state.known && bytes.byteLength > PREAMBLE_BYTES) return "unreadable";
  // A segment that was followed by another does not tell what is open.
  const openSpans = state.continued ? 0 : state.open.size;
  return { bytes: facts.size, records, openSpans, header: state.header };
}

async function surveyLetters(fs: SpoolFs, directory: string): Promise<readonly SurveyedLetters[]> {
  const counts = new Map<string, SurveyedLetters>();
  for (const { destination, signal, reason } of await readDeadLetters(fs, directory)) {
    const key = JSON.stringify([destination, signal, reason]);
    counts.set(key, { destination, signal, reason, records: (counts.get(key)?.records ?? 0) + 1 });
  }
  return [...counts.values()];
}
