import { describe, expect, it } from "vitest";
import { readRequest } from "../../../src/providers/request.ts";
import { readResponse } from "../../../src/providers/response.ts";
import { createStreamReader } from "../../../src/providers/stream.ts";
import {
  type Exchange,
  hasExchanges,
  parseBody,
  parseRequest,
  providerName,
  readExchanges,
  readFrames,
} from "./recorded/exchanges.ts";
import { hasSchemas, schemaErrors } from "./recorded/schema.ts";
import { type ExpectedUsage, expectedStreamUsage, expectedUsage } from "./recorded/usage-oracle.ts";

const available = hasExchanges && hasSchemas;
if (!available)
  console.warn("SKIPPED recorded.test.ts: ../shared/fixtures and ../shared/reference are not beside the repository");

const FIELDS = [
  "inputTokens",
  "outputTokens",
  "cacheReadTokens",
  "cacheWriteTokens",
  "cacheWrite5mTokens",
  "cacheWrite1hTokens",
  "reasoningTokens",
] as const satisfies readonly (keyof ExpectedUsage)[];

/** What a recording is when it is no answer of a model; anything else must be recognised. */
function noModelCall(exchange: Exchange, body: unknown): string | undefined {
  if (Array.isArray(body)) return "a bare list";
  const { object, type, kind, error, skill_id, text } = (body ?? {}) as Record<string, unknown>;
  if (error !== undefined && error !== null && object === undefined) return "an error";
  if (kind === "binary") return "a reference to a file that was not recorded";
  if (exchange.endpoint === "audio" && typeof text === "string" && Object.keys(body as object).length === 1) {
    return "text without a mark of what made it";
  }
  if (typeof object === "string" && RESOURCES.some((one) => object.startsWith(one))) return `a resource (${object})`;
  if (skill_id !== undefined || type === "skill_version" || hasKeys(body, "latest_version"))
    return "a resource (skill)";
  if (hasKeys(body, "inferenceProviderMapping")) return "the provider mapping of a model";
  if (hasKeys(body, "expireTime")) return "a resource (cached content)";
  if (exchange.endpoint === "other" && object === "list") return "a list of resources";
  return undefined;
}

const RESOURCES = ["agent", "file", "model", "skill", "fine_tuning"];

function hasKeys(body: unknown, key: string): boolean {
  return typeof body === "object" && body !== null && key in body;
}

function countedFields(usage: unknown): ExpectedUsage {
  const found = (usage ?? {}) as ExpectedUsage;
  return Object.fromEntries(FIELDS.filter((name) => found[name] !== undefined).map((name) => [name, found[name]]));
}

function printTable(title: string, rows: ReadonlyMap<string, number>): void {
  const lines = [...rows]
    .sort(([a], [b]) => a.localeCompare(b))
    .map(([key, n]) => `  ${String(n).padStart(4)}  ${key}`);
  console.info(`${title}\n${lines.join("\n")}`);
}

const tally = (rows: Map<string, number>, key: string): void => void rows.set(key, (rows.get(key) ?? 0) + 1);

describe.skipIf(!available)("recorded exchanges", () => {
  const exchanges = readExchanges();

  it("readResponse() agrees with the oracle on every whole response", () => {
    const recognised = new Map<string, number>();
    const left = new Map<string, number>();
    const faults: string[] = [];
    for (const exchange of exchanges) {
      if (exchange.streaming || exchange.status !== 200) continue;
      const where = `${exchange.provider}/${exchange.endpoint}`;
      const parsed = parseBody(exchange);
      if ("skipped" in parsed) {
        tally(left, `${where}: ${parsed.skipped}`);
        continue;
      }
      const reading = readResponse(parsed.body, { provider: providerName(exchange) });
      const reason = noModelCall(exchange, parsed.body);
      if (reading === undefined) {
        if (reason === undefined) faults.push(`${exchange.id} ${where}: not recognised`);
        else tally(left, `${where}: ${reason}`);
        continue;
      }
      if (reason !== undefined) faults.push(`${exchange.id} ${where}: ${reading.format}, but it is ${reason}`);
      tally(recognised, `${where} as ${reading.format}`);
      faults.push(...faultsOf(exchange, parsed.body, reading, expectedUsage(providerName(exchange), parsed.body)));
    }
    printTable("recognised responses", recognised);
    printTable("no model responses", left);
    expect(faults).toEqual([]);
  });

  it("createStreamReader() agrees with the oracle on every stream", () => {
    const recognised = new Map<string, number>();
    const left = new Map<string, number>();
    const faults: string[] = [];
    for (const exchange of exchanges) {
      if (!exchange.streaming || exchange.status !== 200) continue;
      const where = `${exchange.provider}/${exchange.endpoint}`;
      const frames = readFrames(exchange);
      const reader = createStreamReader({ provider: providerName(exchange) });
      const firsts = frames.filter((frame) => reader.chunk(frame)?.firstOutput === true).length;
      const reading = reader.reading("complete");
      if (reading === undefined) {
        const session = frames.some((frame) => hasKeys(frame, "session") || hasKeys(frame, "serverContent"));
        if (session) tally(left, `${where}: a realtime session`);
        else if (frames.length > 0) faults.push(`${exchange.id} ${where}: not recognised`);
        else tally(left, `${where}: no frames`);
        continue;
      }
      tally(recognised, `${where} as ${reading.format}`);
      if (firsts > 1) faults.push(`${exchange.id}: first output ${firsts} times`);
      const written = reading.outputMessages().some((message) => message.parts.length > 0);
      if (written && firsts === 0) faults.push(`${exchange.id}: output without a first chunk`);
      faults.push(...faultsOf(exchange, undefined, reading, expectedStreamUsage(providerName(exchange), frames)));
    }
    printTable("recognised streams", recognised);
    printTable("empty streams", left);
    expect(faults).toEqual([]);
  });
});

describe.skipIf(!available)("recorded requests", () => {
  it("readRequest() turns their messages, instructions and tools into the shapes of the conventions", () => {
    const faults: string[] = [];
    let messages = 0;
    for (const exchange of readExchanges()) {
      const request = parseRequest(exchange);
      if (request === undefined) continue;
      const facts = readRequest(request);
      const shapes = [
        ["gen-ai-input-messages", facts.input()],
        ["gen-ai-system-instructions", facts.system()],
        ["gen-ai-tool-definitions", facts.tools()],
      ] as const;
      for (const [name, value] of shapes) {
        for (const error of schemaErrors(name, value)) faults.push(`${exchange.id}: ${name} ${error}`);
      }
      const { messages: sent, tools } = request as { messages?: unknown[]; tools?: unknown };
      if (sent !== undefined && facts.input().length !== sent.length)
        faults.push(`${exchange.id}: messages are missing`);
      if (Array.isArray(tools) && facts.tools().length < tools.length) faults.push(`${exchange.id}: tools are missing`);
      messages += facts.input().length;
    }
    expect(faults).toEqual([]);
    expect(messages).toBeGreaterThan(1_000);
  });
});

type Reading = NonNullable<ReturnType<typeof readResponse>>;

function faultsOf(exchange: Exchange, body: unknown, reading: Reading, expected: ExpectedUsage): readonly string[] {
  const faults: string[] = [];
  const usage = countedFields(reading.usage);
  for (const name of FIELDS) {
    if (usage[name] !== expected[name])
      faults.push(`${exchange.id}: ${name} ${usage[name]}, expected ${expected[name]}`);
  }
  const messages = reading.outputMessages();
  for (const error of schemaErrors("gen-ai-output-messages", messages)) faults.push(`${exchange.id}: ${error}`);
  for (const message of messages) {
    for (const part of message.parts) if (part.type === "unknown") faults.push(`${exchange.id}: an unknown part`);
  }
  const { id, responseId, choices, candidates, stop_reason } = (body ?? {}) as Record<string, unknown>;
  const given = typeof id === "string" ? id : responseId;
  if (typeof given === "string" && reading.responseId !== given)
    faults.push(`${exchange.id}: id ${reading.responseId}`);
  const listed = Array.isArray(choices) ? choices : Array.isArray(candidates) ? candidates : undefined;
  const finished =
    listed?.every((one) => (one.finish_reason ?? one.finishReason) != null) === true || typeof stop_reason === "string";
  if (finished && listed?.length !== 0 && reading.finishReasons?.length !== (listed?.length ?? 1)) {
    faults.push(`${exchange.id}: reasons ${reading.finishReasons}`);
  }
  if (listed !== undefined && messages.length !== listed.length)
    faults.push(`${exchange.id}: ${messages.length} messages`);
  return faults;
}
