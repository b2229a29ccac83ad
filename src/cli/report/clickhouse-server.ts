import type { Asked } from "../../inspector/questions/ask.ts";
import { clickhouse } from "../../inspector/questions/dialect.ts";
import type { Values } from "../../inspector/questions/question.ts";
import type { Answer } from "../../inspector/store/store.ts";
import { percentDecoded } from "../../internal/percent-decoded.ts";
import { CommandFailed } from "../command-line.ts";

const TIMEOUT_MILLIS = 120_000;
const DEFAULT_PORT = "8123";

/** Where questions are asked by HTTP. */
export interface ClickHouseAddress {
  /** Without user and password. */
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
}

export const isClickHouse = (store: string | undefined): store is string =>
  store !== undefined && /^(clickhouse|https?):\/\//i.test(store);

/**
 * Reads `clickhouse://user:password@host:8123/database`, or `http://` and `https://` in place of it. A password that is not in the address is that of
 * `CLICKHOUSE_PASSWORD`.
 *
 * @throws CommandFailed for what is no URL; it does not repeat it, since there may be a password in it
 */
export function clickHouseAddress(store: string, env: Readonly<Record<string, string | undefined>>): ClickHouseAddress {
  let url: URL;
  try {
    url = new URL(store.replace(/^clickhouse:/i, "http:"));
  } catch {
    throw new CommandFailed("--store is no address of a ClickHouse server");
  }
  const [user, password, database] = [url.username, url.password, url.pathname.slice(1)].map(percentDecoded);
  const key = password || env.CLICKHOUSE_PASSWORD;
  const port = url.port === "" && /^clickhouse:/i.test(store) ? DEFAULT_PORT : url.port;
  return {
    url: `${url.protocol}//${url.hostname}${port === "" ? "" : `:${port}`}/`,
    headers: {
      ...(database !== "" && { "x-clickhouse-database": String(database) }),
      ...(user !== "" && { "x-clickhouse-user": String(user) }),
      ...(key !== undefined && key !== "" && { "x-clickhouse-key": key }),
    },
  };
}

/** Asks a server over its HTTP interface. Statements have no values in their text: those go as parameters. */
export function clickHouseServer(address: ClickHouseAddress): Asked {
  return { dialect: clickhouse, query: (sql, parameters) => query(address, sql, parameters) };
}

async function query({ url, headers }: ClickHouseAddress, sql: string, parameters: Values): Promise<Answer> {
  const settings = { default_format: "JSONCompact", output_format_json_quote_64bit_integers: "0" };
  const search = new URLSearchParams(settings);
  for (const [name, value] of Object.entries(parameters)) search.set(`param_${name}`, escaped(String(value)));
  const response = await fetch(`${url}?${search}`, {
    method: "POST",
    body: sql,
    headers,
    // The password is for this server only.
    redirect: "error",
    signal: AbortSignal.timeout(TIMEOUT_MILLIS),
  }).catch((error: unknown) => {
    throw new CommandFailed(`ClickHouse at ${url} does not answer: ${reasonOf(error)}`);
  });
  const text = await response.text();
  if (!response.ok) throw new CommandFailed(`ClickHouse at ${url} answered ${response.status}: ${explained(text)}`);
  return answerOf(text, url);
}

function answerOf(text: string, url: string): Answer {
  try {
    const { meta, data } = JSON.parse(text) as {
      readonly meta: readonly { readonly name: string }[];
      readonly data: Answer["rows"];
    };
    return { columns: meta.map(({ name }) => name), rows: data };
  } catch {
    throw new CommandFailed(`what answers at ${url} is no ClickHouse server`);
  }
}

function explained(text: string): string {
  const line = text.trim().split("\n")[0] ?? "";
  return /UNKNOWN_TABLE/.test(text) && /agent_(spans|events)/.test(text)
    ? `the views are not there; "agentscribe report --views" prints the statements that make them`
    : line.slice(0, 300);
}

/** Values of parameters are read as columns of tab-separated text. */
function escaped(value: string): string {
  return value.replaceAll("\\", "\\\\").replaceAll("\t", "\\t").replaceAll("\n", "\\n");
}

function reasonOf(error: unknown): string {
  const cause = error instanceof Error ? (error.cause ?? error) : error;
  return cause instanceof Error ? cause.message || cause.name : String(cause);
}
