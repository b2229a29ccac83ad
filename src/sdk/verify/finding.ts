import { FINDINGS, type FindingCode } from "./findings.ts";

/** `ok` and `info` ask for nothing; a `warning` may cost something; with an `error`, telemetry does not arrive, or not all of it. */
export type FindingSeverity = "ok" | "info" | "warning" | "error";

/** One thing that was looked at. */
export interface Finding {
  /** Stable: `docs/doctor.md` lists all. */
  readonly code: FindingCode;
  readonly severity: FindingSeverity;
  /** What is so, in one sentence. Of what a backend answered, control characters are taken out. */
  readonly what: string;
  /** What to do, in one sentence or command; absent where there is nothing to do. */
  readonly mend?: string;
  /** Where the documentation tells of it. */
  readonly docs: string;
}

export interface FindingDetails {
  readonly what: string;
  /** @defaultValue that of the catalogue */
  readonly mend?: string | undefined;
  /** @defaultValue that of the catalogue */
  readonly severity?: FindingSeverity;
}

/** A finding of the catalogue, with what was met. */
export function finding(code: FindingCode, details: FindingDetails): Finding {
  const known = FINDINGS[code];
  const severity = details.severity ?? known.severity;
  const mend = details.mend ?? known.mend;
  return {
    code,
    severity,
    what: details.what,
    ...(mend !== undefined && severity !== "ok" && { mend }),
    docs: docsOf(code),
  };
}

function docsOf(code: string): string {
  return `docs/doctor.md#${code}`;
}
