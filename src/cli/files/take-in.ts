import type { Encoding, Ingested, Signal } from "../../inspector/index.ts";
import { counted } from "../../internal/format.ts";
import { terminalText } from "../../internal/terminal-text.ts";
import type { CliContext } from "../run-cli.ts";
import { createProgress } from "../terminal/progress.ts";
import type { Source } from "./read-path.ts";

/** Where requests go: a store, or an inspector that has one, which may not say how many records it took. */
export type Ingest = (
  signal: Signal,
  encoding: Encoding,
  body: Uint8Array,
) => Promise<
  Pick<Ingested, "rejected" | "reason"> & { readonly [K in "accepted" | "duplicates"]?: number | undefined }
>;

/** What became of a source. */
export interface TakenIn {
  readonly path: string;
  readonly requests: number;
  /** Undefined when an inspector took them that does not say. */
  readonly accepted: number | undefined;
  /** Records that were there already. */
  readonly duplicates: number;
  readonly rejected: number;
  /** Why not all of it could be read or taken. */
  readonly problem: string | undefined;
}

/** Takes sources in, one after the other. What is wrong with one does not keep the others out. */
export async function takeIn(
  sources: readonly Source[],
  ingest: Ingest,
  context: CliContext,
): Promise<readonly TakenIn[]> {
  const done: TakenIn[] = [];
  for (const source of sources) {
    const progress = createProgress(context, terminalText(source.path, 40), source.bytes);
    done.push(await takeInOne(source, ingest, (bytes) => progress.at(bytes)));
    progress.end();
  }
  return done;
}

async function takeInOne(source: Source, ingest: Ingest, onRead: (bytes: number) => void): Promise<TakenIn> {
  const sum = { requests: 0, duplicates: 0, rejected: 0 };
  let accepted: number | undefined;
  let problem: string | undefined;
  try {
    for await (const { signal, encoding, body, line } of source.read(onRead)) {
      const {
        accepted: count,
        duplicates = 0,
        rejected,
        reason,
      } = await ingest(signal, encoding, body).catch(malformed);
      if (count !== undefined) accepted = (accepted ?? 0) + count;
      sum.requests += 1;
      sum.duplicates += duplicates;
      sum.rejected += rejected;
      if (rejected > 0) problem ??= line === undefined ? reason : `line ${line}: ${reason}`;
    }
  } catch (error) {
    problem = error instanceof Error ? error.message : String(error);
  }
  return { path: source.path, ...sum, accepted, problem };
}

/** One request that is none does not keep those behind it out. */
function malformed(error: unknown): Awaited<ReturnType<Ingest>> {
  if (error instanceof Error && error.name === "MalformedOtlp") return { rejected: 1, reason: error.message };
  throw error;
}

/** What became of a source, in a line. */
export function takenInLine({ path, requests, accepted, duplicates, rejected, problem }: TakenIn): string {
  const parts = [
    accepted === undefined ? counted(requests, "request") : counted(accepted, "record"),
    ...(duplicates > 0 ? [`${duplicates} ${duplicates === 1 ? "was" : "were"} there already`] : []),
    ...(rejected > 0 ? [`${rejected} rejected`] : []),
    ...(problem === undefined ? [] : [terminalText(problem, 300)]),
  ];
  return `${terminalText(path, 300)}: ${parts.join(", ")}`;
}
