import type { QuestionAnswer } from "../../inspector/api.ts";
import { type Cell, cellText, titleOf } from "./cells.ts";

type Table = Pick<QuestionAnswer, "columns" | "rows">;

/** Texts are cut to the first of these that is short enough, before columns are left out. */
const TEXT_LIMITS = [60, 40, 30, 24, 18, 12] as const;
const GAP = "  ";

interface Column {
  readonly title: string;
  readonly isNumber: boolean;
  /** A name or another text: what may be cut and still says something. A time may not. */
  readonly isText: boolean;
  /** What the calls took, which one looks for first: it is left out last. */
  readonly isCost: boolean;
  readonly texts: readonly string[];
  width: number;
}

/**
 * A table of a heading and one line for each row: numbers to the right, texts to the left.
 *
 * @param width - of the terminal, where columns without anything, then ends of texts, then columns from the right are left out, the cost last; absent in a pipe: everything
 * @param bold - how a heading is written
 */
export function tableText(table: Table, width: number | undefined, bold: (text: string) => string): string {
  const all = table.columns.map((name, index) => columnOf(table, name, index));
  const { shown, left } = width === undefined ? { shown: all, left: 0 } : fitted(all, width);
  const line = (cells: readonly string[]): string =>
    cells
      .map((text, index) => padded(text, shown[index]))
      .join(GAP)
      .trimEnd();
  const lines = [
    bold(line(shown.map(({ title }) => title))),
    ...table.rows.map((_, row) => line(shown.map(({ texts }) => texts[row] ?? ""))),
    ...(left > 0 ? [`(${left} more columns: in a wider terminal, a pipe, --csv or --json)`] : []),
  ];
  return `${lines.join("\n")}\n`;
}

/** One row as a column of names and values. */
export function factsText({ columns, rows }: Table): string {
  const facts = columns.map((name, index) => [titleOf(name), cellText(name, rows[0]?.[index] ?? null)] as const);
  const width = Math.max(...facts.map(([title]) => title.length));
  const value = Math.max(...facts.map(([, text]) => text.length));
  return facts.map(([title, text]) => `${title.padEnd(width)}${GAP}${text.padStart(value)}\n`).join("");
}

function columnOf({ rows }: Table, name: string, index: number): Column {
  const cells = rows.map((row): Cell => row[index] ?? null);
  const texts = cells.map((cell) => cellText(name, cell));
  const title = titleOf(name);
  const isTime = name.endsWith("_at_us");
  const isNumber = cells.some((cell) => typeof cell === "number") && !isTime;
  return {
    title,
    texts,
    // A column of numbers none of which is known keeps to the right as well.
    isNumber: isNumber || (!isTime && cells.length > 0 && cells.every((cell) => cell === null)),
    isText: !isNumber && !isTime,
    isCost: name === "cost_usd",
    width: Math.max(title.length, ...texts.map((text) => text.length)),
  };
}

function fitted(all: readonly Column[], width: number): { readonly shown: readonly Column[]; readonly left: number } {
  const shown = all.filter(({ texts }, index) => index === 0 || texts.some((text) => text !== "-" && text !== "0"));
  const isTooWide = (): boolean => shown.reduce((sum, one) => sum + one.width + GAP.length, -GAP.length) > width;
  for (const limit of TEXT_LIMITS) {
    if (!isTooWide()) break;
    for (const one of shown) if (one.isText) one.width = Math.min(one.width, Math.max(limit, one.title.length));
  }
  while (isTooWide() && shown.length > 1) {
    const last = shown.findLastIndex(({ isCost }, index) => index > 0 && !isCost);
    shown.splice(last > 0 ? last : 1, 1);
  }
  return { shown, left: all.length - shown.length };
}

function padded(text: string, column: Column | undefined): string {
  const { width, isNumber } = column ?? { width: 0, isNumber: false };
  const cut = text.length > width ? `${text.slice(0, width - 1)}…`.toWellFormed() : text;
  return isNumber ? cut.padStart(width) : cut.padEnd(width);
}
