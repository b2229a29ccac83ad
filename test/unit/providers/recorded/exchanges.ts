import { existsSync, readdirSync, readFileSync } from "node:fs";
import { constants, gunzipSync } from "node:zlib";
import { readBinaryEvents, readTextEvents } from "./event-stream.ts";

const folder = new URL("../../../../../shared/fixtures/exchanges/", import.meta.url);

/** Whether the recorded exchanges are beside the repository. */
export const hasExchanges: boolean = existsSync(folder);

export interface Exchange {
  readonly id: string;
  readonly format: string;
  readonly provider: string;
  readonly endpoint: string;
  readonly streaming: boolean;
  readonly url: string;
  readonly status: number | string;
  readonly request?: unknown;
  readonly body?: string;
  readonly bodyBase64?: string;
}

export function readExchanges(): readonly Exchange[] {
  if (!hasExchanges) return [];
  return readdirSync(folder)
    .filter((name) => name.endsWith(".ndjson"))
    .sort()
    .flatMap((name) => readFileSync(new URL(name, folder), "utf8").split("\n"))
    .filter((line) => line !== "")
    .map((line) => JSON.parse(line) as Exchange);
}

const HINTS: Readonly<Record<string, string>> = {
  "azure-openai": "azure.ai.openai",
  bedrock: "aws.bedrock",
  google: "gcp.gemini",
  mistral: "mistral_ai",
  moonshot: "moonshot_ai",
  xai: "x_ai",
};

/** Convention name of the provider of an exchange. */
export function providerName(exchange: Exchange): string {
  return HINTS[exchange.provider] ?? exchange.provider;
}

/** The parsed body, or why there is none. */
export function parseBody(exchange: Exchange): { readonly body: unknown } | { readonly skipped: string } {
  try {
    const parsed: unknown = JSON.parse(bodyText(exchange));
    return { body: unwrapRecording(parsed) };
  } catch {
    return { skipped: exchange.bodyBase64 === undefined ? "body is no JSON" : "binary body cannot be unpacked" };
  }
}

/** The parsed request, when it was recorded as an object. */
export function parseRequest(exchange: Exchange): object | undefined {
  try {
    const { request } = exchange;
    const parsed: unknown = typeof request === "string" ? JSON.parse(request) : request;
    return typeof parsed === "object" && parsed !== null ? parsed : undefined;
  } catch {
    return undefined;
  }
}

/** The chunks as the provider's client yields them. */
export function readFrames(exchange: Exchange): readonly unknown[] {
  if (exchange.bodyBase64 !== undefined) return readBinaryEvents(Buffer.from(exchange.bodyBase64, "base64"));
  return readTextEvents(exchange.body ?? "");
}

function bodyText(exchange: Exchange): string {
  if (exchange.bodyBase64 === undefined) return exchange.body ?? "";
  const bytes = Buffer.from(exchange.bodyBase64, "base64");
  return (
    bytes[0] === 0x1f && bytes[1] === 0x8b ? gunzipSync(bytes, { finishFlush: constants.Z_SYNC_FLUSH }) : bytes
  ).toString("utf8");
}

/** Some recordings hold a recording of a fetch: `{ status, body }`. */
function unwrapRecording(parsed: unknown): unknown {
  if (typeof parsed !== "object" || parsed === null || !("status" in parsed) || !("body" in parsed)) return parsed;
  if (typeof parsed.status !== "number" || typeof parsed.body !== "string") return parsed;
  return JSON.parse(parsed.body);
}
