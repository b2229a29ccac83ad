import type { TelemetryAttributes } from "../internal/telemetry-record.ts";
import type { Signal } from "./delivery.ts";
import { encodeInterruption } from "./encode/interruption.ts";
import { buildRequest, type EncodedItem } from "./otlp-sender.ts";
import { Adoption } from "./spool/adoption.ts";
import { readLastSign } from "./spool/last-sign.ts";
import { systemProcesses } from "./spool/process-identity.ts";
import type { SpanStart, SpoolResource } from "./spool/record-context.ts";
import { PREAMBLE_BYTES, readPreamble } from "./spool/segment-header.ts";
import { CURSOR_SUFFIX, parseSegmentName, type SegmentName } from "./spool/segment-name.ts";
import { MAX_SEGMENT_BYTES, newSegmentState, readRecords, type SegmentState } from "./spool/segment-reader.ts";
import { SYSTEM_CLOCK } from "./spool/spool-clock.ts";
import { isFingerprintFolder, refuseFolder } from "./spool/spool-folder.ts";
import { nodeSpoolFs, type SpoolFs } from "./spool/spool-fs.ts";

export interface ReadSpoolOptions {
  readonly directory: string;
  /** What a span says that was open when its process died. */
  readonly interrupted: TelemetryAttributes;
}

/** Records of a spool as an OTLP request. */
export interface SpooledRequest {
  readonly signal: Signal;
  /** A protobuf message. */
  readonly body: Uint8Array;
}

/** Whether a folder has what a spool has in it. */
export async function isSpool(directory: string): Promise<boolean> {
  const names =
    (await nodeSpoolFs()
      ?.list(directory)
      .catch(() => [])) ?? [];
  return names.some(isFingerprintFolder);
}

/**
 * Everything that a spool directory holds, for all its destinations, what was delivered and is still there included; a record that goes to two destinations
 * comes twice. Spans that were open when their process died come as interrupted. Nothing is taken over or changed. What vanishes meanwhile is left out.
 *
 * @throws Error for a folder that others can write to
 */
export async function* readSpool({ directory, interrupted }: ReadSpoolOptions): AsyncGenerator<SpooledRequest> {
  const fs = nodeSpoolFs();
  const refused = fs === undefined ? "there is no file system" : refuseFolder(fs, directory);
  if (fs === undefined || refused !== undefined) throw new Error(`${directory} is not read: ${refused}`);
  const processes = systemProcesses();
  const self = { ...processes.self, instance: "0".repeat(16) };
  const adoption = new Adoption({ fs, clock: SYSTEM_CLOCK, self, processes });
  const { join } = process.getBuiltinModule("node:path");
  for (const name of [...(await fs.list(directory))].sort()) {
    if (isFingerprintFolder(name)) yield* readFolder(fs, adoption, join(directory, name), interrupted);
  }
}

/** The newest segment of a writer that was begun in full: it tells what was open. */
interface Witness {
  readonly open: readonly SpanStart[];
  readonly resource: SpoolResource | undefined;
  readonly lastSignMillis: number;
  readonly fileName: string;
}

async function* readFolder(
  fs: SpoolFs,
  adoption: Adoption,
  folder: string,
  interrupted: TelemetryAttributes,
): AsyncGenerator<SpooledRequest> {
  const witnesses = new Map<string, Witness>();
  let signal: Signal | undefined;
  for (const { fileName, name } of await segmentsOf(fs, folder)) {
    const segment = await readSegment(fs, folder, fileName, name).catch(() => undefined);
    if (segment === undefined) continue;
    const { state, items, lastSignMillis } = segment;
    signal = signalOf(state) ?? signal;
    if (signal !== undefined && items.length > 0) yield { signal, body: requestOf(items) };
    if (state.header === undefined) continue;
    const open = state.continued ? [] : [...state.open.values()];
    witnesses.set(name.writer, { open, resource: state.resource, lastSignMillis, fileName });
  }
  for (const { open, resource, lastSignMillis, fileName } of witnesses.values()) {
    if (open.length === 0 || signal === undefined) continue;
    // A living process will end them itself.
    if ((await adoption.judge(folder, fileName).catch(() => undefined)) === undefined) continue;
    const items = open.map((start) => {
      const end = encodeInterruption({ ...start, lastSignMillis }, interrupted);
      return interruptedItem(start, end, resource);
    });
    yield { signal, body: requestOf(items) };
  }
}

/** The oldest first, as each writer numbered them. */
async function segmentsOf(fs: SpoolFs, folder: string) {
  const found: { readonly fileName: string; readonly name: SegmentName }[] = [];
  for (const fileName of await fs.list(folder).catch(() => [])) {
    const name = parseSegmentName(fileName);
    if (name !== undefined) found.push({ fileName, name });
  }
  return found.sort((a, b) => a.name.sequence - b.name.sequence);
}

async function readSegment(fs: SpoolFs, folder: string, fileName: string, { key }: SegmentName) {
  const { join } = process.getBuiltinModule("node:path");
  const path = join(folder, fileName);
  const facts = await fs.lookUp(path);
  if (facts?.kind !== "file") return undefined;
  const bytes = await fs.read(path, 0, Math.min(facts.size, MAX_SEGMENT_BYTES));
  if (readPreamble(bytes) === "other") return undefined;
  const state = newSegmentState();
  const items: EncodedItem[] = [];
  readRecords(bytes, 0, PREAMBLE_BYTES, state, ({ bytes: record, splices, count, scope, resource }) =>
    items.push({ bytes: record, splices, byteLength: record.byteLength, count, scope, resource }),
  );
  const lastSignMillis = readLastSign(fs, join(folder, key + CURSOR_SUFFIX)) ?? facts.mtimeMillis;
  return { state, items, lastSignMillis };
}

function interruptedItem(start: SpanStart, end: Uint8Array, resource: SpoolResource | undefined): EncodedItem {
  const bytes = Buffer.concat([start.span, end]);
  return { bytes, byteLength: bytes.byteLength, count: 1, scope: start.scope, resource };
}

function requestOf(items: readonly EncodedItem[]): Uint8Array {
  const nothing = { bytes: new Uint8Array(0) };
  return buildRequest(items, () => nothing);
}

function signalOf({ header }: SegmentState): Signal | undefined {
  const signal = header?.signal;
  return signal === "traces" || signal === "logs" || signal === "metrics" ? signal : undefined;
}
