/** A file that the inspector can write. */
export interface ExportFormat {
  readonly id: "otlp" | "csv" | "speedscope" | "html";
  readonly title: string;
  readonly use: string;
  /** Whether prompts, answers, arguments and results are in it where the sender recorded them. */
  readonly hasContent: boolean;
  /** Whether it can be written for everything in the store. */
  readonly canHoldAll: boolean;
  /** Whether it can be written for a trace alone. */
  readonly canHoldTrace: boolean;
}

export const EXPORT_FORMATS: readonly ExportFormat[] = [
  {
    id: "otlp",
    title: "OTLP JSON lines",
    use: "Everything as it was received: a Collector, another inspector or a data tool reads it back.",
    hasContent: true,
    canHoldAll: true,
    canHoldTrace: true,
  },
  {
    id: "csv",
    title: "CSV",
    use: "One line for each span with its times, tokens and cost, for a spreadsheet.",
    hasContent: false,
    canHoldAll: true,
    canHoldTrace: true,
  },
  {
    id: "speedscope",
    title: "speedscope",
    use: "The spans as a flame graph for speedscope.app.",
    hasContent: false,
    canHoldAll: false,
    canHoldTrace: true,
  },
  {
    id: "html",
    title: "HTML page",
    use: "This session in one file that opens in any browser, without a server.",
    hasContent: true,
    canHoldAll: false,
    canHoldTrace: false,
  },
];

/** Where a file is. Without a session or a trace it holds all that the store has. */
export function exportPath(
  format: ExportFormat["id"],
  of: { readonly session: string } | { readonly trace: string } | undefined,
): string {
  const query = of === undefined ? "" : `?${new URLSearchParams({ ...of })}`;
  return `/api/export/${format}${query}`;
}
