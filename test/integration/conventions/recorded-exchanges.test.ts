import { describe, expect, it } from "vitest";
import { init, type Telemetry } from "../../../src/index.ts";
import {
  type Exchange,
  hasExchanges,
  parseBody,
  parseRequest,
  providerName,
  readExchanges,
} from "../../unit/providers/recorded/exchanges.ts";
import { hasSchemas, schemaErrors } from "../../unit/providers/recorded/schema.ts";
import { type ExpectedUsage, expectedUsage } from "../../unit/providers/recorded/usage-oracle.ts";
import { type CollectedSpan, createCollector } from "./collecting-exporter.ts";

const available = hasExchanges && hasSchemas;
if (!available) {
  console.warn(
    "SKIPPED recorded-exchanges.test.ts: ../shared/fixtures and ../shared/reference are not beside the repository",
  );
}

const TOKENS: Readonly<Record<keyof ExpectedUsage, string>> = {
  inputTokens: "gen_ai.usage.input_tokens",
  outputTokens: "gen_ai.usage.output_tokens",
  cacheReadTokens: "gen_ai.usage.cache_read.input_tokens",
  cacheWriteTokens: "gen_ai.usage.cache_write.input_tokens",
  cacheWrite5mTokens: "agentscribe.usage.cache_write_5m.input_tokens",
  cacheWrite1hTokens: "agentscribe.usage.cache_write_1h.input_tokens",
  reasoningTokens: "gen_ai.usage.reasoning.output_tokens",
};

/** Clients that rename the fields of an answer. */
const CAMEL_CASE_CLIENTS = ["mistral", "cohere"];

interface Row {
  readonly exchange: Exchange;
  readonly body: unknown;
  readonly isEmbedding: boolean;
  readonly attributes: CollectedSpan["attributes"];
}

async function record(): Promise<{ rows: readonly Row[]; unparsed: readonly string[] }> {
  const { exporter, spans } = createCollector();
  const telemetry = init({ host: "own", exporters: [{ type: "custom", spanExporter: exporter }], capture: "full" });
  await telemetry.flush({ timeoutMillis: 5_000 });
  const sent: Omit<Row, "attributes">[] = [];
  const unparsed: string[] = [];
  for (const exchange of readExchanges()) {
    if (exchange.streaming) continue;
    const parsed = parseBody(exchange);
    if ("skipped" in parsed) {
      unparsed.push(`${exchange.provider}/${exchange.endpoint}: ${parsed.skipped}`);
      continue;
    }
    const isEmbedding = /embed/.test(`${exchange.endpoint} ${exchange.url}`);
    call(telemetry, exchange, parsed.body, isEmbedding, String(sent.length));
    sent.push({ exchange, body: parsed.body, isEmbedding });
    if (sent.length % 200 === 0) await telemetry.flush({ timeoutMillis: 5_000 });
  }
  await telemetry.shutdown({ timeoutMillis: 10_000 });
  const byIndex = new Map(spans.map((span) => [span.attributes["test.index"], span.attributes]));
  return { rows: sent.map((one, index) => ({ ...one, attributes: byIndex.get(String(index)) ?? {} })), unparsed };
}

function call(telemetry: Telemetry, exchange: Exchange, body: unknown, isEmbedding: boolean, index: string): void {
  const request = parseRequest(exchange);
  const { model } = exchange as { readonly model?: unknown };
  const options = {
    provider: providerName(exchange),
    ...(request !== undefined && { request }),
    // Where a path names the model, as with Bedrock and Gemini, the application tells it.
    ...(typeof model === "string" && model !== "" && { model }),
    attributes: { "test.index": index },
  };
  const answer = CAMEL_CASE_CLIENTS.includes(exchange.provider) ? camelCased(body) : body;
  if (isEmbedding) telemetry.embeddings(options, (one) => one.response(answer));
  else telemetry.llm(options, (one) => one.response(answer));
}

/** What client libraries do to names: the content of messages and the arguments of tools stay as they are. */
function camelCased(value: unknown, key = ""): unknown {
  if (Array.isArray(value)) return value.map((one) => camelCased(one));
  if (typeof value !== "object" || value === null || key === "arguments" || key === "embeddings") return value;
  return Object.fromEntries(
    Object.entries(value).map(([name, inner]) => [
      name.replace(/_([a-z])/g, (_, letter: string) => letter.toUpperCase()),
      camelCased(inner, name),
    ]),
  );
}

describe.skipIf(!available)("recorded exchanges given to call.response()", () => {
  const recorded = available ? record() : Promise.resolve({ rows: [], unparsed: [] });
  const isRead = ({ attributes }: Row): boolean => attributes["agentscribe.response.unrecognized"] !== true;

  it("deliver one span each", async () => {
    const { rows } = await recorded;
    expect(rows.length).toBeGreaterThan(500);
    expect(rows.filter(({ attributes }) => attributes["test.index"] === undefined)).toEqual([]);
  });

  it("are read, or are no answer of a model", async () => {
    const { rows } = await recorded;
    const missed = rows.filter((row) => !isRead(row) && notAnAnswer(row) === undefined);
    expect(missed.map(({ exchange }) => `${exchange.id} ${exchange.provider}/${exchange.endpoint}`)).toEqual([]);
  });

  it("give the usage that the oracle reads", async () => {
    const faults: string[] = [];
    for (const { exchange, body, isEmbedding, attributes } of (await recorded).rows.filter(isRead)) {
      const expected = expectedUsage(providerName(exchange), body);
      const checked = isEmbedding ? (["inputTokens"] as const) : (Object.keys(TOKENS) as (keyof ExpectedUsage)[]);
      for (const field of checked) {
        const found = attributes[TOKENS[field]];
        if (found !== expected[field]) faults.push(`${exchange.id}: ${field} ${found}, expected ${expected[field]}`);
      }
    }
    expect(faults).toEqual([]);
  });

  it("give ids, finish reasons and messages that satisfy the conventions", async () => {
    const faults: string[] = [];
    let messages = 0;
    for (const { exchange, body, isEmbedding, attributes } of (await recorded).rows.filter(isRead)) {
      if (isEmbedding) continue;
      const { id, responseId, choices, candidates } = (body ?? {}) as Record<string, unknown>;
      const given = typeof id === "string" ? id : responseId;
      if (typeof given === "string" && attributes["gen_ai.response.id"] !== given) faults.push(`${exchange.id}: id`);
      const listed = [choices, candidates].find(Array.isArray) as Record<string, unknown>[] | undefined;
      const reasons = attributes["gen_ai.response.finish_reasons"] as readonly string[] | undefined;
      const finished = listed?.every((one) => (one.finish_reason ?? one.finishReason) != null) === true;
      if (finished && listed.length > 0 && reasons?.length !== listed.length) faults.push(`${exchange.id}: ${reasons}`);
      for (const [key, schema] of [
        ["gen_ai.output.messages", "gen-ai-output-messages"],
        ["gen_ai.input.messages", "gen-ai-input-messages"],
        ["gen_ai.system_instructions", "gen-ai-system-instructions"],
        ["gen_ai.tool.definitions", "gen-ai-tool-definitions"],
      ] as const) {
        const text = attributes[key];
        if (text === undefined) continue;
        messages += 1;
        for (const error of schemaErrors(schema, JSON.parse(String(text))))
          faults.push(`${exchange.id}: ${key} ${error}`);
      }
    }
    expect(faults).toEqual([]);
    expect(messages).toBeGreaterThan(500);
  });

  it("give a cost, or the reason why there is none; never a cost of 0 that is not one", async () => {
    const { rows, unparsed } = await recorded;
    const faults: string[] = [];
    for (const { exchange, attributes } of rows) {
      const usd = attributes["agentscribe.cost.usd"];
      const status = attributes["agentscribe.cost.status"];
      const priced = status === "ok" || status === "partial";
      if (priced !== (typeof usd === "number")) faults.push(`${exchange.id}: ${status} with ${usd}`);
      if (status !== "ok" && attributes["agentscribe.cost.reason"] === undefined)
        faults.push(`${exchange.id}: no reason`);
      if (usd === 0 && attributes["agentscribe.cost.source"] === undefined)
        faults.push(`${exchange.id}: 0 from nowhere`);
    }
    printTable(rows, unparsed, isRead);
    expect(faults).toEqual([]);
  });
});

/** Why a body is no answer of a model; anything else must be read. */
function notAnAnswer({ exchange, body }: Pick<Row, "exchange" | "body">): string | undefined {
  if (exchange.status !== 200) return `status ${exchange.status}`;
  if (Array.isArray(body)) return "a bare list";
  const { object, error, kind, text, ...rest } = (body ?? {}) as Record<string, unknown>;
  if (error !== undefined && error !== null && object === undefined) return "an error";
  if (kind === "binary") return "a reference to a file that was not recorded";
  if (exchange.endpoint === "audio" && typeof text === "string") return "text without a mark of what made it";
  if (/^(agent|file|model|skill|fine_tuning)/.test(String(object ?? rest.type)))
    return `a resource (${object ?? rest.type})`;
  if ("skill_id" in rest || "latest_version" in rest) return "a resource (skill)";
  if ("inferenceProviderMapping" in rest) return "the provider mapping of a model";
  if ("expireTime" in rest) return "a resource (cached content)";
  if (exchange.endpoint === "other" && object === "list") return "a list of resources";
  return undefined;
}

function printTable(rows: readonly Row[], unparsed: readonly string[], isRead: (row: Row) => boolean): void {
  const lines: string[] = [];
  for (const provider of new Set(rows.map(({ exchange }) => exchange.provider))) {
    const own = rows.filter(({ exchange }) => exchange.provider === provider);
    const read = own.filter(isRead);
    const withUsage = read.filter(({ attributes }) => attributes["gen_ai.usage.input_tokens"] !== undefined);
    const priced = read.filter(({ attributes }) => attributes["agentscribe.cost.usd"] !== undefined);
    const reasons = tally(
      read
        .filter(({ attributes }) => attributes["agentscribe.cost.usd"] === undefined)
        .map(({ attributes }) => String(attributes["agentscribe.cost.reason"])),
    );
    const unread = tally(own.filter((row) => !isRead(row)).map((row) => notAnAnswer(row) ?? "not recognised"));
    const cells = [provider.padEnd(16), own.length, read.length, withUsage.length, priced.length];
    const numbers = cells.map((cell) => (typeof cell === "number" ? String(cell).padStart(6) : cell)).join(" ");
    lines.push(`${numbers}  unpriced: ${reasons || "none"}; not read: ${unread || "none"}`);
  }
  const head = `${"provider".padEnd(16)}   rows   read  usage priced`;
  console.info([head, ...lines, `bodies that are no JSON: ${tally(unparsed) || "none"}`].join("\n"));
}

function tally(names: readonly string[]): string {
  const counts = new Map<string, number>();
  for (const name of names) counts.set(name, (counts.get(name) ?? 0) + 1);
  return [...counts].map(([name, count]) => `${name} ${count}`).join(", ");
}
