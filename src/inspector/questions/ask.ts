import type { QuestionAnswer } from "../api.ts";
import type { Answer, SqlValue } from "../store/store.ts";
import { HOUR_US, inWindow } from "./common-parameters.ts";
import type { Dialect } from "./dialect.ts";
import type { Parameter, Question, Values } from "./question.ts";
import { HOURS, ROWS, type SpanSums } from "./span-sums.ts";

/** A parameter that a question has not, or a value that it cannot have: the asker's mistake. */
export class WrongParameter extends Error {
  override readonly name = "WrongParameter";
}

/** Something that answers statements: a store, or a ClickHouse server. */
export interface Asked {
  readonly dialect: Dialect;
  query(sql: string, parameters: Values): Promise<Answer>;
  /** Whether it has the sums by hour of the embedded store: questions that only add up are then answered from these, for whole hours. */
  readonly hasHours?: boolean;
}

export type Given = Readonly<Record<string, string | number | undefined>>;

/** Asks a question. Text that is a number is taken for one where the parameter is. @throws WrongParameter */
export async function ask(
  question: Question,
  given: Given,
  asked: Asked,
  nowUs: number = Date.now() * 1_000,
): Promise<QuestionAnswer> {
  const values = untilNow(resolveValues(question, given, nowUs), nowUs);
  const { sql, parameters } = statementOf(question, asked.dialect, values, await sumsFor(question, values, asked));
  const answer = await asked.query(sql, parameters);
  const { columns, rows } = question.read?.(answer, values) ?? answer;
  return { name: question.name, columns, rows: rows.map((row) => row.map(cell)) };
}

/** A time that ends now ends with its hour, in which nothing begins later than now: so sums by hour can answer. */
function untilNow(values: Values, nowUs: number): Values {
  const { toUs } = values;
  if (toUs === undefined || Number(toUs) < nowUs) return values;
  return { ...values, toUs: Math.ceil(Number(toUs) / HOUR_US) * HOUR_US };
}

/** The statement that answers a question, with those parameters that are in its text. */
export function statementOf(
  question: Question,
  dialect: Dialect,
  values: Values,
  sums: SpanSums = ROWS,
): { readonly sql: string; readonly parameters: Values } {
  const sql = dialect.statement(question.sql(dialect, values, sums));
  const used = question.parameters.filter(({ name, type }) => {
    const place = dialect.parameter(name, type);
    return sql.split(place).some((rest, index) => index > 0 && !/^\w/.test(rest));
  });
  return { sql, parameters: Object.fromEntries(used.map(({ name }) => [name, values[name] ?? ""])) };
}

/** So many spans are measured one by one; of more the histograms by hour are asked, which are right within 4.5 %. */
export const MANY_SPANS = 200_000;

/** What a question is answered from: sums by hour where it needs no more, and asks of whole hours. */
async function sumsFor(question: Question, values: Values, { dialect, query, hasHours }: Asked): Promise<SpanSums> {
  const needs = hasHours === true ? question.hourly?.(values) : undefined;
  const isWhole = ["fromUs", "toUs", "stepUs"].every((name) => Number(values[name] ?? 0) % HOUR_US === 0);
  if (needs === undefined || !isWhole) return ROWS;
  if (needs === "sums") return HOURS;
  const hours = inWindow(dialect, { service: "" }, "hour");
  const { fromUs = 0, toUs = 0 } = values;
  const { rows } = await query(`SELECT coalesce(sum(spans), 0) FROM agent_hours WHERE ${hours}`, { fromUs, toUs });
  return Number(rows[0]?.[0]) >= MANY_SPANS ? HOURS : ROWS;
}

/** A value for every parameter of the question. @throws WrongParameter */
export function resolveValues(question: Question, given: Given, nowUs: number): Values {
  const unknown = Object.keys(given).find((name) => !question.parameters.some((one) => one.name === name));
  if (unknown !== undefined) throw new WrongParameter(`${question.name} has no parameter ${unknown.slice(0, 60)}`);
  const values: Record<string, string | number> = {};
  for (const parameter of question.parameters) {
    const value = given[parameter.name];
    values[parameter.name] =
      value === undefined || value === "" ? defaultOf(question, parameter, values, nowUs) : checked(parameter, value);
  }
  return values;
}

function defaultOf(question: Question, parameter: Parameter, values: Values, nowUs: number): string | number {
  const { default: standard } = parameter;
  if (standard === undefined) throw new WrongParameter(`${question.name} needs ${parameter.name}`);
  return typeof standard === "function" ? standard(values, nowUs) : standard;
}

function checked({ name, type, choices, range }: Parameter, value: string | number): string | number {
  if (type === "text") {
    const text = String(value);
    if (choices !== undefined && !choices.includes(text))
      throw new WrongParameter(`${name} is one of ${choices.join(", ")}`);
    return text;
  }
  const number = Number(value);
  const [least, most] = range ?? [0, Number.MAX_SAFE_INTEGER];
  if (!Number.isSafeInteger(number) || number < least || number > most)
    throw new WrongParameter(`${name} is a whole number from ${least} to ${most}`);
  return number;
}

function cell(value: SqlValue): string | number | null {
  if (typeof value === "bigint") return Number(value);
  return value instanceof Uint8Array ? Buffer.from(value).toString("hex") : value;
}
