import { createReadStream } from "node:fs";
import { readdir, stat } from "node:fs/promises";
import { join } from "node:path";
import { isSpool, readSpool } from "../../export/read-spool.ts";
import { INTERRUPTED } from "../../sdk/interrupted.ts";
import { CommandFailed } from "../command-line.ts";
import type { CliContext } from "../run-cli.ts";
import { type OtlpRequest, readOtlp } from "./read-otlp.ts";

/** Something to be taken in. */
export interface Source {
  readonly path: string;
  /** 0 when it is not known. */
  readonly bytes: number;
  /** Gives its requests, and tells how many bytes were read. */
  read(onRead: (bytes: number) => void): AsyncIterable<OtlpRequest>;
}

/** Endings of files that a folder may have telemetry in. */
const ENDINGS = /\.(jsonl?|ndjson|otlp|pb|binpb|proto|bin)(\.gz|\.zst)?$/i;

/**
 * The files that a path stands for: itself, those in a folder, or a spool as a whole; `-` is what is piped in.
 *
 * @throws CommandFailed when nothing is there
 */
export async function sourcesOf(path: string, { input }: CliContext): Promise<readonly Source[]> {
  if (path === "-") {
    if (input === undefined) throw new CommandFailed("nothing is piped in");
    return [{ path: "stdin", bytes: 0, read: (onRead) => readOtlp(counted(input, onRead)) }];
  }
  const facts = await stat(path).catch(() => undefined);
  if (facts === undefined) throw new CommandFailed(`${path}: no such file or folder`);
  if (!facts.isDirectory()) return [fileSource(path, facts.size)];
  if (await isSpool(path)) return [spoolSource(path)];
  const names = (await readdir(path)).filter((name) => ENDINGS.test(name)).sort();
  if (names.length === 0) throw new CommandFailed(`${path}: no spool, and no file with OTLP in it`);
  const files = names.map(async (name) => fileSource(join(path, name), (await stat(join(path, name))).size));
  return await Promise.all(files);
}

/** A spool of this package: what agents recorded and nobody received. */
export function spoolSource(path: string): Source {
  return { path, bytes: 0, read: () => spooled(path) };
}

async function* spooled(directory: string): AsyncGenerator<OtlpRequest> {
  for await (const { signal, body } of readSpool({ directory, interrupted: INTERRUPTED })) {
    yield { signal, encoding: "protobuf", body };
  }
}

function fileSource(path: string, bytes: number): Source {
  return { path, bytes, read: (onRead) => readOtlp(counted(createReadStream(path), onRead)) };
}

async function* counted(
  chunks: AsyncIterable<Uint8Array>,
  onRead: (bytes: number) => void,
): AsyncGenerator<Uint8Array> {
  let bytes = 0;
  for await (const chunk of chunks) {
    bytes += chunk.byteLength;
    onRead(bytes);
    yield chunk;
  }
}
