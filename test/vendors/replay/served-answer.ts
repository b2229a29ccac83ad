import { readTextEvents } from "../../unit/providers/recorded/event-stream.ts";
import type { Exchange } from "../../unit/providers/recorded/exchanges.ts";
import { requireVendor } from "../load.ts";

/** What the loopback server answers for one recorded exchange. */
export interface ServedAnswer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Buffer;
}

const { EventStreamCodec } = requireVendor("newest", "@smithy/eventstream-codec");
const { fromUtf8, toUtf8 } = requireVendor("newest", "@smithy/util-utf8");
const codec = new EventStreamCodec(toUtf8, fromUtf8);

/** Headers of the wire that no longer hold for the body as it was recorded. */
const DROPPED = new Set(["content-encoding", "content-length", "transfer-encoding", "connection", "keep-alive"]);

/** Providers whose streams are one JSON object a line. */
const LINES = /ollama|cohere\.ai\/v1/;

export function servedAnswer(exchange: Exchange): ServedAnswer {
  const recorded = (exchange as { headers?: Record<string, string> }).headers ?? {};
  const headers = Object.fromEntries(Object.entries(recorded).filter(([name]) => !DROPPED.has(name.toLowerCase())));
  const status = typeof exchange.status === "number" ? exchange.status : 400;
  if (exchange.bodyBase64 !== undefined) return binary(exchange.bodyBase64, status, headers);
  if (!exchange.streaming || status !== 200) {
    return {
      status,
      headers: { "content-type": "application/json", ...headers },
      body: Buffer.from(wholeBody(exchange.body ?? "")),
    };
  }
  if (exchange.provider === "bedrock") {
    const body = Buffer.concat(readTextEvents(exchange.body ?? "").map(awsEvent));
    return { status, headers: { ...headers, "content-type": "application/vnd.amazon.eventstream" }, body };
  }
  return {
    status,
    headers: { "content-type": "text/event-stream", ...headers },
    body: Buffer.from(streamBody(exchange)),
  };
}

function binary(base64: string, status: number, headers: Record<string, string>): ServedAnswer {
  const body = Buffer.from(base64, "base64");
  const isGzip = body[0] === 0x1f && body[1] === 0x8b;
  const isEventStream = body.length > 12 && body.readUInt32BE(0) <= body.length && body[4] === 0;
  const type = isEventStream && !isGzip ? "application/vnd.amazon.eventstream" : "application/json";
  return { status, headers: { "content-type": type, ...headers, ...(isGzip && { "content-encoding": "gzip" }) }, body };
}

/** Some recordings hold a recording of a fetch: `{ status, body }`. */
function wholeBody(text: string): string {
  try {
    const parsed = JSON.parse(text) as { status?: unknown; body?: unknown } | null;
    return typeof parsed?.status === "number" && typeof parsed.body === "string" ? parsed.body : text;
  } catch {
    return text;
  }
}

/** As it was recorded where it is framed; with new frames where the recording holds only the JSON of each, or lost the empty lines between. */
function streamBody(exchange: Exchange): string {
  const text = exchange.body ?? "";
  if (LINES.test(exchange.url) || /^data: .*\r?\n\r?\n/s.test(text) || /^event: .*\r?\ndata: .*\r?\n\r?\n/s.test(text))
    return text;
  const frames = readTextEvents(text);
  // Of those who call their endpoint a chat, OpenAI's protocol ends with it and Google's does not.
  const isChat = /^(chat|completions)$/.test(exchange.endpoint) && exchange.provider !== "google";
  const framed = frames.map((frame) => {
    const { type } = frame as { type?: unknown };
    return `${typeof type === "string" ? `event: ${type}\n` : ""}data: ${JSON.stringify(frame)}\n\n`;
  });
  return framed.join("") + (isChat ? "data: [DONE]\n\n" : "");
}

/** One event of an AWS event stream; the frame names its event. */
function awsEvent(frame: unknown): Uint8Array {
  const [name = "chunk", payload] = Object.entries(frame as object)[0] ?? [];
  const text = (value: string) => ({ type: "string" as const, value });
  return codec.encode({
    headers: { ":event-type": text(name), ":message-type": text("event"), ":content-type": text("application/json") },
    body: Buffer.from(JSON.stringify(payload)),
  });
}
