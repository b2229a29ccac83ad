import type { QuestionAnswer } from "../../inspector/api.ts";
import { csvLine } from "../../inspector/exports/csv-line.ts";
import type { Paint } from "../terminal/paint.ts";
import { jsonLine, withoutCommands } from "../terminal/safe-output.ts";
import { factsText, tableText } from "./table.ts";

export interface Answered {
  readonly title: string;
  readonly answer: QuestionAnswer;
}

export interface ReportFormat {
  readonly format: "table" | "json" | "csv";
  /** Of the terminal; absent in a pipe. */
  readonly width: number | undefined;
  readonly paint: Paint;
}

/** Answers as tables under their titles, as one line of JSON, or as CSV. */
export function printReport(answers: readonly Answered[], { format, width, paint }: ReportFormat): string {
  if (format === "json") {
    const all = answers.map(({ answer }) => ({ question: answer.name, rows: objectsOf(answer) }));
    return jsonLine(all.length === 1 ? all[0] : all);
  }
  if (format === "csv") {
    const clean = (cell: string | number | null) =>
      typeof cell === "string" && width !== undefined ? withoutCommands(cell) : cell;
    return answers
      .flatMap(({ answer }) => [answer.columns, ...answer.rows])
      .map((row) => csvLine(row.map(clean)))
      .join("");
  }
  const bold = (text: string): string => paint("bold", text);
  return answers.map(({ title, answer }) => `${section(title, answer, width, bold)}`).join("\n");
}

function section(
  title: string,
  answer: QuestionAnswer,
  width: number | undefined,
  bold: (text: string) => string,
): string {
  const heading = `${bold(title)}\n`;
  if (answer.rows.length === 0) return `${heading}nothing in this time\n`;
  if (answer.name === "overview") return heading + factsText(answer);
  return heading + tableText(answer, width, (text) => text);
}

function objectsOf({ columns, rows }: QuestionAnswer): readonly Readonly<Record<string, string | number | null>>[] {
  return rows.map((row) => Object.fromEntries(columns.map((column, index) => [column, row[index] ?? null])));
}
