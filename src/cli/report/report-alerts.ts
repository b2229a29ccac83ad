import { WrongUsage } from "../command-line.ts";
import type { CliContext } from "../run-cli.ts";
import { createPaint } from "../terminal/paint.ts";
import { jsonLine } from "../terminal/safe-output.ts";
import { alertNumbers, alertTables } from "./alert-tables.ts";
import { askingStore } from "./asked-store.ts";
import { printReport } from "./print-report.ts";

export interface AlertReportRequest {
  readonly fromUs: number | undefined;
  readonly toUs: number | undefined;
  readonly service: string | undefined;
  readonly store: string | undefined;
  readonly format: "table" | "json" | "csv";
  readonly color: boolean | undefined;
  /** Options of questions that were given: none is for alerts. */
  readonly others: readonly string[];
}

/** `agentscribe report alerts`: what left the usual in the hours that are stored. @returns the exit code: 0, whatever was found */
export async function reportAlerts(request: AlertReportRequest, nowUs: number, context: CliContext): Promise<number> {
  const { fromUs, toUs, service, store, format, color, others } = request;
  if (others.length > 0) throw new WrongUsage(`${others.map((name) => `--${name}`).join(", ")} is not for alerts`);
  const report = await askingStore(store, context, ({ alerts }) => alerts({ fromUs, toUs, service }, nowUs));
  if (format === "json") {
    context.out(jsonLine(report));
    return 0;
  }
  const answered = format === "csv" ? [alertNumbers(report)] : alertTables(report, fromUs);
  context.out(printReport(answered, { format, width: context.columns, paint: createPaint(context, color) }));
  return 0;
}
