import { ask, type Given, resolveValues, statementOf, WrongParameter } from "../../inspector/questions/ask.ts";
import { HOUR_US } from "../../inspector/questions/common-parameters.ts";
import { DIALECTS, type Dialect } from "../../inspector/questions/dialect.ts";
import { findQuestion } from "../../inspector/questions/questions.ts";
import { clickHouseViews } from "../../inspector/questions/views/clickhouse.ts";
import { type CommandDefinition, type CommandLine, runCommand, WrongUsage } from "../command-line.ts";
import type { CliContext } from "../run-cli.ts";
import { createPaint } from "../terminal/paint.ts";
import { parseSince } from "../terminal/time.ts";
import { askingStore } from "./asked-store.ts";
import { type Asking, DEFAULT_REPORT } from "./default-report.ts";
import { reportHelp } from "./help.ts";
import { printReport } from "./print-report.ts";
import { type AlertReportRequest, reportAlerts } from "./report-alerts.ts";

const OPTIONS = {
  by: { type: "string" },
  since: { type: "string" },
  until: { type: "string" },
  service: { type: "string" },
  session: { type: "string" },
  set: { type: "string", multiple: true },
  limit: { type: "string" },
  store: { type: "string" },
  json: { type: "boolean" },
  csv: { type: "boolean" },
  sql: { type: "string" },
  views: { type: "boolean" },
  color: { type: "boolean" },
} as const;

type Line = CommandLine<typeof OPTIONS>;

/** `agentscribe report`: answers questions about what is in a store. @returns the exit code */
export async function runReport(argv: readonly string[], context: CliContext): Promise<number> {
  const definition: CommandDefinition<typeof OPTIONS> = {
    name: "report",
    help: reportHelp(),
    options: OPTIONS,
    positionals: [0, 1],
    run: report,
  };
  return await runCommand(definition, withDialect(argv), context);
}

async function report(line: Line, context: CliContext): Promise<number> {
  const { values } = line;
  if (values.views === true) {
    context.out(`${clickHouseViews().join(";\n\n")};\n`);
    return 0;
  }
  if (values.json === true && values.csv === true) throw new WrongUsage("--json and --csv are two forms: choose one");
  const nowUs = Date.now() * 1_000;
  if (line.positionals[0] === "alerts") return await reportAlerts(alertRequest(line, nowUs), nowUs, context);
  const askings = askingsOf(line, nowUs);
  if (values.csv === true && askings.length > 1) throw new WrongUsage("--csv is for one question: name it");
  if (values.sql !== undefined) {
    context.out(askings.map((asking) => sqlText(asking, dialectOf(values.sql), nowUs)).join("\n"));
    return 0;
  }
  const answers = await askingStore(values.store, context, async ({ asked, session }) => {
    const found = [];
    for (const { question, given, title } of askings) {
      const of = given.session === undefined ? given : { ...given, session: await session(String(given.session)) };
      found.push({ title, answer: await ask(question, of, asked, nowUs) });
    }
    return found;
  });
  const format = values.json === true ? "json" : values.csv === true ? "csv" : "table";
  context.out(printReport(answers, { format, width: context.columns, paint: createPaint(context, values.color) }));
  return 0;
}

/** @throws WrongUsage */
function alertRequest({ values }: Line, nowUs: number): AlertReportRequest {
  return {
    fromUs: timeOf("--since", values.since, nowUs),
    toUs: timeOf("--until", values.until, nowUs),
    ...{ service: values.service, store: values.store, color: values.color },
    format: values.json === true ? "json" : values.csv === true ? "csv" : "table",
    others: (["by", "session", "set", "limit", "sql"] as const).filter((name) => values[name] !== undefined),
  };
}

/** The questions that a command line means. @throws WrongUsage */
function askingsOf({ values, positionals }: Line, nowUs: number): readonly Asking[] {
  const implied = values.by !== undefined ? "cost" : values.session !== undefined ? "timeline" : undefined;
  const name = positionals[0] ?? implied;
  const question = name === undefined ? undefined : findQuestion(name);
  if (name !== undefined && question === undefined) throw new WrongUsage(`there is no question ${name}`);
  const asked: Given = {
    fromUs: beginOf(values.since, nowUs),
    toUs: timeOf("--until", values.until, nowUs),
    ...{ by: values.by, service: values.service, session: values.session, limit: values.limit },
    ...Object.fromEntries((values.set ?? []).map(assignment)),
  };
  const given = Object.fromEntries(Object.entries(asked).filter(([, value]) => value !== undefined));
  const askings =
    question === undefined
      ? DEFAULT_REPORT.map((one) => ({ ...one, given: { ...one.given, ...known(one, given) } }))
      : [{ question, given, title: question.title }];
  for (const one of askings) check(one, nowUs);
  return askings;
}

/** What all questions of the default report can be given, save those that have one row. */
function known({ question }: Asking, given: Given): Given {
  const { limit, ...others } = given;
  return limit === undefined || !question.parameters.some(({ name }) => name === "limit") ? others : given;
}

/** A question must take what it is given. @throws WrongUsage */
function check({ question, given }: Asking, nowUs: number): void {
  try {
    resolveValues(question, given, nowUs);
  } catch (error) {
    throw error instanceof WrongParameter ? new WrongUsage(error.message) : error;
  }
}

function sqlText({ question, given }: Asking, dialect: Dialect, nowUs: number): string {
  const { sql, parameters } = statementOf(question, dialect, resolveValues(question, given, nowUs));
  const comments = Object.entries(parameters).map(([name, value]) => `-- ${name} = ${JSON.stringify(value)}\n`);
  const judged =
    question.read === undefined
      ? ""
      : "-- The answer is judged from these rows by the program: no statement gives it.\n";
  return `-- ${question.name}: ${question.title}\n${judged}${comments.join("")}${sql};\n`;
}

/** `--sql` may stand without a dialect. */
function withDialect(argv: readonly string[]): readonly string[] {
  return argv.flatMap((one, index) =>
    one === "--sql" && !Object.hasOwn(DIALECTS, argv[index + 1] ?? "") ? ["--sql", "sqlite"] : [one],
  );
}

function dialectOf(name: string | undefined): Dialect {
  if (name === "sqlite" || name === "clickhouse") return DIALECTS[name];
  throw new WrongUsage("--sql is for sqlite or clickhouse");
}

function timeOf(option: string, text: string | undefined, nowUs: number): number | undefined {
  if (text === undefined) return undefined;
  const time = parseSince(text, nowUs / 1_000);
  if (time === undefined) throw new WrongUsage(`${option} is 90m, 24h, 7d, 2w or a date`);
  return Math.max(0, Math.round(time));
}

/** Days and weeks begin with an hour: sums by hour answer then, of spans that were deleted as well. */
function beginOf(since: string | undefined, nowUs: number): number | undefined {
  const time = timeOf("--since", since, nowUs);
  return time !== undefined && /[dw]$/.test(since ?? "") ? Math.floor(time / HOUR_US) * HOUR_US : time;
}

function assignment(text: string): readonly [name: string, value: string] {
  const at = text.indexOf("=");
  if (at < 1) throw new WrongUsage("--set is NAME=VALUE");
  return [text.slice(0, at), text.slice(at + 1)];
}
