import type { Comparison, SessionRow, Step } from "../../inspector/index.ts";
import { formatCount, formatDuration, formatUsd } from "../../internal/format.ts";
import { terminalText } from "../../internal/terminal-text.ts";
import { sessionLine } from "../steps/session-line.ts";
import { stepBody } from "../steps/step-body.ts";
import { stepLine } from "../steps/step-line.ts";
import type { Paint } from "../terminal/paint.ts";

export interface ComparisonLayout {
  readonly width: number;
  readonly paint: Paint;
}

type Row = Comparison["rows"][number];

/** Two runs as text: totals, steps, tools, instructions. What is the same is only counted. */
export function printComparison(comparison: Comparison, layout: ComparisonLayout): string {
  const { paint } = layout;
  return [
    `${paint("bad", "A")} ${sessionLine(comparison.a, paint)}`,
    `${paint("good", "B")} ${sessionLine(comparison.b, paint)}`,
    "",
    ...totals(comparison),
    "",
    paint("bold", "steps"),
    ...steps(comparison.rows, layout),
    ...tools(comparison, paint),
    ...prompts(comparison, layout),
    "",
  ].join("\n");
}

const TOTALS: readonly (readonly [label: string, text: (row: SessionRow) => string])[] = [
  ["duration", ({ startUs, endUs }) => formatDuration((endUs - startUs) / 1_000)],
  ["model calls", ({ inferenceCalls }) => formatCount(inferenceCalls)],
  ["tool calls", ({ toolCalls }) => formatCount(toolCalls)],
  ["errors", ({ errors }) => formatCount(errors)],
  ["input tokens", ({ inputTokens }) => formatCount(inputTokens)],
  ["  of them cached", ({ cacheReadTokens }) => formatCount(cacheReadTokens)],
  ["output tokens", ({ outputTokens }) => formatCount(outputTokens)],
  [
    "cost",
    ({ costUsd, unpricedCalls }) => `${formatUsd(costUsd)}${unpricedCalls > 0 ? ` + ${unpricedCalls} unpriced` : ""}`,
  ],
  ["outcome", ({ outcome }) => terminalText(outcome ?? "-", 30)],
  ["models", ({ models }) => terminalText(models.join(", "), 40)],
  ["decisions", ({ decisionPath }) => terminalText(decisionPath || "-", 60)],
];

function totals({ a, b }: Comparison): readonly string[] {
  const rows = TOTALS.map(([label, text]) => [label, text(a), text(b)] as const);
  const width = Math.max(...rows.map(([, textA]) => textA.length), 1);
  const head = `${" ".repeat(18)}${"A".padEnd(width + 2)}B`;
  return [head, ...rows.map(([label, textA, textB]) => `${label.padEnd(18)}${textA.padEnd(width + 2)}${textB}`)];
}

function steps(rows: readonly Row[], layout: ComparisonLayout): readonly string[] {
  const lines: string[] = [];
  let same = 0;
  const endSame = (): void => {
    if (same > 0) lines.push(layout.paint("dim", `  = ${same} ${same === 1 ? "step" : "steps"} the same`));
    same = 0;
  };
  for (const row of rows) {
    if (row.change === "same") same += 1;
    else {
      endSame();
      lines.push(...different(row, layout));
    }
  }
  endSame();
  return lines;
}

function different({ change, a, b, differs }: Row, layout: ComparisonLayout): readonly string[] {
  const { paint } = layout;
  const line = (step: Step | null): string => (step === null ? "" : stepLine(step, paint));
  if (change === "only-a") return [`${paint("bad", "  -")} ${line(a)}`];
  if (change === "only-b") return [`${paint("good", "  +")} ${line(b)}`];
  return [
    `${paint("notable", "  ~")} ${line(a)}  ${paint("notable", `[${differs.join(", ")}]`)}`,
    ...said(a, b, differs, layout),
    `    ${line(b)}`,
    ...said(b, a, differs, layout),
  ];
}

/** Of a changed step what it said, where the other one said something else. */
function said(
  step: Step | null,
  other: Step | null,
  differs: readonly string[],
  { width, paint }: ComparisonLayout,
): readonly string[] {
  if (step === null || other === null) return [];
  const isTold = (what: string): boolean => differs.includes(what);
  const shown: Step = {
    ...step,
    system: null,
    repeatedMessages: 0,
    input: isTold("input") ? step.input : [],
    output: isTold("output") ? step.output : [],
    arguments: isTold("arguments") ? step.arguments : null,
    result: isTold("result") ? step.result : null,
  };
  const indent = " ".repeat(8);
  return stepBody(shown, { width: width - indent.length, maxLines: 6, paint }).map((line) => `${indent}${line}`);
}

function tools({ tools: rows }: Comparison, paint: Paint): readonly string[] {
  const differing = rows.filter(({ a, b }) => a !== b);
  if (rows.length === 0) return [];
  const same = rows.length - differing.length;
  return [
    "",
    paint("bold", "tools"),
    ...differing.map(({ name, a, b }) => `  ${terminalText(name)}: ${a} in A, ${b} in B`),
    ...(same > 0 ? [paint("dim", `  = ${same} called as often`)] : []),
  ];
}

function prompts({ prompts: lines }: Comparison, { width, paint }: ComparisonLayout): readonly string[] {
  if (lines.length === 0) return [];
  if (lines.every(({ change }) => change === "same"))
    return ["", paint("bold", "instructions"), paint("dim", "  = the same")];
  const text = (line: string): string => terminalText(line, Math.max(20, width - 4));
  return [
    "",
    paint("bold", "instructions"),
    ...lines.map((line) => {
      if (line.change === "same") return paint("dim", `    ${text(line.text)}`);
      return line.change === "removed"
        ? paint("bad", `  - ${text(line.text)}`)
        : paint("good", `  + ${text(line.text)}`);
    }),
  ];
}
