import type { IncomingHttpHeaders } from "node:http";

/** A request to the model, the same for both APIs. */
export interface ModelRequest {
  readonly path: "/v1/chat/completions" | "/v1/responses" | "/v1/embeddings";
  readonly headers: IncomingHttpHeaders;
  /** The body as it came. */
  readonly body: Readonly<Record<string, unknown>>;
  readonly model: string;
  readonly stream: boolean;
  /** Number of the request to the server, from 1. */
  readonly call: number;
  readonly lastRole: string;
  /** Text of the last message; of a tool's result the result. */
  readonly lastMessage: string;
  /** Text of the last message of the user. */
  readonly userMessage: string;
  /** Results of tools since the last message of the user. */
  readonly toolResults: number;
  /** Names of the tools offered. */
  readonly tools: readonly string[];
  /** Length of the whole input, for estimates of tokens. */
  readonly inputLength: number;
}

interface Message {
  readonly role: string;
  readonly text: string;
}

export function readModelRequest(
  path: ModelRequest["path"],
  headers: IncomingHttpHeaders,
  body: Readonly<Record<string, unknown>>,
  call: number,
): ModelRequest {
  const messages = readMessages(body.messages ?? body.input);
  const lastUser = messages.findLastIndex(({ role }) => role === "user");
  const last = messages.at(-1);
  return {
    path,
    headers,
    body,
    model: String(body.model ?? ""),
    stream: body.stream === true,
    call,
    lastRole: last?.role ?? "",
    lastMessage: last?.text ?? "",
    userMessage: messages[lastUser]?.text ?? "",
    toolResults: messages.slice(lastUser + 1).filter(({ role }) => role === "tool").length,
    tools: list(body.tools).map((tool) => String(object(tool.function).name ?? tool.name ?? tool.type)),
    inputLength: JSON.stringify([body.instructions, body.messages ?? body.input, body.tools]).length,
  };
}

function readMessages(input: unknown): readonly Message[] {
  if (typeof input === "string") return [{ role: "user", text: input }];
  return list(input).map((item) => {
    if (item.type === "function_call_output") return { role: "tool", text: readText(item.output) };
    if (item.type === "function_call" || item.type === "reasoning") return { role: "assistant", text: "" };
    return { role: String(item.role ?? ""), text: readText(item.content) };
  });
}

function readText(content: unknown): string {
  if (typeof content === "string") return content;
  return list(content)
    .map(({ text }) => (typeof text === "string" ? text : ""))
    .join("");
}

function list(value: unknown): readonly Readonly<Record<string, unknown>>[] {
  return Array.isArray(value) ? value.map(object) : [];
}

function object(value: unknown): Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null ? (value as Readonly<Record<string, unknown>>) : {};
}
