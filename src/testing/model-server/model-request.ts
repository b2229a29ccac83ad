import { type Body, list, object } from "./body.ts";
import { type ReadMessage, readMessages } from "./read-messages.ts";

/** The APIs that the server speaks. */
export type ModelApi =
  | "openai.chat"
  | "openai.responses"
  | "openai.embeddings"
  | "anthropic.messages"
  | "google.generateContent";

/** As Node gives them: those that may come several times as lists. */
export type RequestHeaders = Readonly<Record<string, string | readonly string[] | undefined>>;

/** A request to the model, the same for all APIs. */
export interface ModelRequest {
  readonly api: ModelApi;
  readonly path: string;
  /** In small letters. */
  readonly headers: RequestHeaders;
  /** The body as it came. */
  readonly body: Body;
  readonly model: string;
  readonly stream: boolean;
  /** Number of the request to the server, from 1. */
  readonly call: number;
  /** Instructions, wherever the API puts them; "" without any. */
  readonly system: string;
  /** `user`, `assistant`, `tool` or the API's own word. */
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

/** Where a request goes: the API, and what the path says. */
export interface ModelRoute {
  readonly api: ModelApi;
  /** In the path, of Google's API. */
  readonly model?: string;
  readonly stream?: boolean;
}

const PATHS: Readonly<Record<string, ModelApi>> = {
  "/v1/chat/completions": "openai.chat",
  "/v1/responses": "openai.responses",
  "/v1/embeddings": "openai.embeddings",
  "/v1/messages": "anthropic.messages",
};

const GOOGLE = /^\/v1(?:beta|alpha)?\/(?:[\w/-]+\/)?models\/([^/:]+):(generateContent|streamGenerateContent)$/;

/** Undefined for a path that no API has. */
export function routeOf(path: string): ModelRoute | undefined {
  const api = Object.hasOwn(PATHS, path) ? PATHS[path] : undefined;
  if (api !== undefined) return { api };
  const [, model, method] = GOOGLE.exec(path) ?? [];
  if (model === undefined) return undefined;
  return {
    api: "google.generateContent",
    model: decodeURIComponent(model),
    stream: method === "streamGenerateContent",
  };
}

export function readModelRequest(
  route: ModelRoute,
  path: string,
  headers: RequestHeaders,
  body: Body,
  call: number,
): ModelRequest {
  const all = readMessages(route.api, body);
  const isInstruction = ({ role }: ReadMessage): boolean => role === "system" || role === "developer";
  const messages = all.filter((message) => !isInstruction(message));
  const lastUser = messages.findLastIndex(({ role }) => role === "user");
  const last = messages.at(-1);
  return {
    api: route.api,
    path,
    headers,
    body,
    model: route.model ?? String(body.model ?? ""),
    stream: route.stream ?? body.stream === true,
    call,
    system: all
      .filter(isInstruction)
      .map(({ text }) => text)
      .join("\n"),
    lastRole: last?.role ?? "",
    lastMessage: last?.text ?? "",
    userMessage: messages[lastUser]?.text ?? "",
    toolResults: messages.slice(lastUser + 1).filter(({ role }) => role === "tool").length,
    tools: list(body.tools).flatMap(toolNames),
    inputLength: JSON.stringify([
      body.instructions ?? body.system ?? body.systemInstruction,
      body.messages ?? body.input ?? body.contents,
      body.tools,
    ]).length,
  };
}

function toolNames(tool: Body): readonly string[] {
  if (Array.isArray(tool.functionDeclarations)) return list(tool.functionDeclarations).map(({ name }) => String(name));
  return [String(object(tool.function).name ?? tool.name ?? tool.type)];
}
