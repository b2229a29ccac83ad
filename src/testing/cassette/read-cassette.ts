import { readFileSync, statSync } from "node:fs";
import { describeError } from "../../internal/guard.ts";
import {
  CASSETTE_FORMAT,
  CASSETTE_VERSION,
  type CassetteEntry,
  CassetteError,
  type CassetteHeader,
  type ExchangeEntry,
} from "./format.ts";

/** What a cassette holds. */
export interface Recording {
  readonly path: string;
  readonly header: CassetteHeader;
  /** In the order in which they began. */
  readonly entries: readonly CassetteEntry[];
  /** Lines that are no entries: left by processes that died while they wrote, or by somebody else. */
  readonly unreadable: number;
}

const MAX_BYTES = 512 * 1024 * 1024;

/**
 * Reads a cassette. A last line that was cut is no error.
 *
 * @throws {@link CassetteError} when there is none, or when it is not of this version
 */
export function readCassette(path: string): Recording {
  const [first = "", ...rest] = textOf(path).split("\n");
  const header = headerOf(path, first);
  const entries: CassetteEntry[] = [];
  let unreadable = 0;
  for (const line of rest) {
    if (line.trim() === "") continue;
    const value = parse(line);
    if (isEntry(value)) entries.push(value);
    else unreadable += 1;
  }
  // The clock of one process may stand still, or be a test's; several processes each count from 0.
  const isOneProcess = new Set(entries.map(({ seq }) => seq)).size === entries.length;
  entries.sort((a, b) => (isOneProcess ? a.seq - b.seq : a.time - b.time || a.seq - b.seq));
  return { path, header, entries, unreadable };
}

function textOf(path: string): string {
  try {
    if (statSync(path).size > MAX_BYTES) throw new CassetteError(`${path} is larger than 512 MiB`);
    // Some editors, and PowerShell, put a byte order mark before a text.
    return readFileSync(path, "utf8").replace(/^\uFEFF/, "");
  } catch (error) {
    if (error instanceof CassetteError) throw error;
    const isMissing = (error as { readonly code?: unknown }).code === "ENOENT";
    throw new CassetteError(
      isMissing
        ? `there is no cassette at ${path}: record one first`
        : `${path} cannot be read: ${describeError(error)}`,
    );
  }
}

function headerOf(path: string, line: string): CassetteHeader {
  const header = parse(line) as Partial<CassetteHeader> | undefined;
  if (header?.format !== CASSETTE_FORMAT || typeof header.version !== "number") {
    throw new CassetteError(`${path} is no cassette: its first line is not the header of one`);
  }
  if (header.version !== CASSETTE_VERSION) {
    throw new CassetteError(
      `${path} is a cassette of version ${header.version}, and this agentscribe reads version ${CASSETTE_VERSION}: record it again`,
    );
  }
  if (typeof header.capture?.maxBodyBytes !== "number") {
    throw new CassetteError(`${path} is no cassette: its header does not say what was kept`);
  }
  return header as CassetteHeader;
}

function parse(line: string): object | undefined {
  try {
    const value: unknown = JSON.parse(line);
    return typeof value === "object" && value !== null ? value : undefined;
  } catch {
    return undefined;
  }
}

function isEntry(value: object | undefined): value is CassetteEntry {
  const entry = value as Partial<CassetteEntry> | undefined;
  if (typeof entry?.seq !== "number" || typeof entry.time !== "number") return false;
  if (entry.kind === "tool") return typeof entry.name === "string" && typeof entry.isAsync === "boolean";
  return entry.kind === "exchange" && isExchange(entry);
}

const ENDS = ["complete", "cut", "cancelled", "failed"];

function isExchange({ request, response, end }: Partial<ExchangeEntry>): boolean {
  if (!areTexts([request?.method, request?.host, request?.path, end]) || !ENDS.includes(String(end))) return false;
  if (typeof request?.headers !== "object" || request.headers === null) return false;
  if (response === undefined) return end !== "complete";
  const { status, headers, chunks } = response;
  if (!Number.isInteger(status) || status < 200 || status > 999) return false;
  if (typeof headers !== "object" || headers === null || !areTexts(Object.values(headers))) return false;
  return chunks === undefined || (Array.isArray(chunks) && chunks.every(isChunk));
}

function isChunk(chunk: unknown): boolean {
  const { at, text, base64 } = (chunk ?? {}) as Readonly<Record<string, unknown>>;
  return typeof at === "number" && (typeof text === "string" || typeof base64 === "string");
}

function areTexts(values: readonly unknown[]): boolean {
  return values.every((value) => typeof value === "string");
}
