import type { Store, Target } from "../store/store.ts";
import { spansCsv } from "./csv.ts";
import { htmlFile } from "./html-file.ts";
import { otlpLines } from "./otlp-lines.ts";
import { readPageCode } from "./page-code.ts";
import { sessionAnswers } from "./session-answers.ts";
import { speedscope } from "./speedscope.ts";

/** What can be written: `otlp` and `csv` of anything, `speedscope` of a session or a trace, `html` of a session. */
export const EXPORT_FORMATS = ["otlp", "csv", "speedscope", "html"] as const;

export type ExportFormat = (typeof EXPORT_FORMATS)[number];

/** A file that is written while the store is read. */
export interface ExportFile {
  readonly contentType: string;
  readonly fileName: string;
  readonly pieces: AsyncIterable<string>;
}

/** What was asked for cannot be written. */
export class NoExport extends Error {
  override readonly name = "NoExport";
  /** Whether it is there but cannot be written so, rather than not there. */
  readonly isWrong: boolean;
  constructor(message: string, isWrong: boolean) {
    super(message);
    this.isWrong = isWrong;
  }
}

/** A session, a trace or, without a target, the whole store as a file. @throws NoExport */
export async function exportFile(store: Store, format: ExportFormat, target?: Target): Promise<ExportFile> {
  // Without rows these files look whole.
  if (target !== undefined && (format === "otlp" || format === "csv") && !(await isThere(store, target)))
    throw new NoExport("no such session or trace", false);
  const name = `agentscribe-${(target === undefined ? "store" : (Object.values(target)[0] ?? "")).slice(0, 60)}`;
  switch (format) {
    case "otlp":
      return { contentType: "application/x-ndjson", fileName: `${name}.jsonl`, pieces: otlpLines(store, target) };
    case "csv":
      return { contentType: "text/csv; charset=utf-8", fileName: `${name}.csv`, pieces: spansCsv(store, target) };
    case "speedscope": {
      if (target === undefined) throw new NoExport("a session or a trace must be named", true);
      const table = await store.spans(target);
      if (table === undefined) throw new NoExport("no such session or trace", false);
      return { contentType: "application/json", fileName: `${name}.speedscope.json`, pieces: speedscope(table) };
    }
    case "html": {
      if (target === undefined || !("session" in target)) throw new NoExport("a session must be named", true);
      const row = await store.session(target.session);
      if (row === undefined) throw new NoExport("no such session", false);
      const title = `${row.agent ?? row.service} ${row.id} - agentscribe`;
      const pieces = htmlFile(title, await readPageCode(), sessionAnswers(store, row));
      return { contentType: "text/html; charset=utf-8", fileName: `${name}.html`, pieces };
    }
  }
}

async function isThere(store: Store, target: Target): Promise<boolean> {
  return ("session" in target ? await store.session(target.session) : await store.spans(target)) !== undefined;
}
