import { type Answer, json, type ScriptedRequest, sse } from "../../support/scripted-answers.ts";
import { responds, respondsInPart, type Said } from "./responses-api.ts";

/** What a model asks of the tool `look`. */
export interface ToolRequest {
  readonly id: string;
  readonly q: string;
}

export const USAGE = { inputTokens: 100, outputTokens: 40, cacheReadTokens: 60, reasoningTokens: 30 } as const;

const usage = {
  prompt_tokens: USAGE.inputTokens,
  completion_tokens: USAGE.outputTokens,
  total_tokens: USAGE.inputTokens + USAGE.outputTokens,
  prompt_tokens_details: { cached_tokens: USAGE.cacheReadTokens },
  completion_tokens_details: { reasoning_tokens: USAGE.reasoningTokens },
};

let answered = 0;
/** Frameworks take messages of one id for the same message. */
const head = (id: string): object => ({ id, created: 1, model: "gpt-4o-2024-08-06", system_fingerprint: "fp_1" });
const nextId = (): string => {
  answered += 1;
  return `chatcmpl-${answered}`;
};

const isOfResponses = ({ path }: ScriptedRequest): boolean => path.endsWith("/responses");

/** An answer of OpenAI's chat API, streamed where the request asks for that; of the Responses API where it is that one's. */
function answer(message: object, deltas: readonly object[], finish: string, said: Omit<Said, "id">): Answer {
  return (response, request) => {
    if (isOfResponses(request)) return responds({ id: nextId(), ...said })(response, request);
    const { stream } = (request.json() ?? {}) as { stream?: boolean };
    const id = nextId();
    if (stream === true)
      return sse([...chunks(id, deltas, finish), { ...chunk(id, {}), choices: [], usage }], "done")(response, request);
    const choices = [{ index: 0, message: { role: "assistant", ...message }, finish_reason: finish }];
    return json({ ...head(id), object: "chat.completion", choices, usage })(response, request);
  };
}

function chunk(id: string, delta: object, finish: string | null = null): object {
  const choices = [{ index: 0, delta, finish_reason: finish }];
  return { ...head(id), object: "chat.completion.chunk", choices };
}

function chunks(id: string, deltas: readonly object[], finish: string): object[] {
  return [...deltas.map((delta) => chunk(id, { role: "assistant", ...delta })), chunk(id, {}, finish)];
}

export function says(text: string): Answer {
  const half = Math.ceil(text.length / 2);
  return answer({ content: text }, [{ content: text.slice(0, half) }, { content: text.slice(half) }], "stop", { text });
}

/** Asks for the tool `look`, once or side by side. */
export function asks(...requests: readonly ToolRequest[]): Answer {
  const calls = requests.map(({ id, q }, index) => ({
    index,
    id,
    type: "function",
    function: { name: "look", arguments: JSON.stringify({ q }) },
  }));
  return answer({ content: null, tool_calls: calls }, [{ content: null, tool_calls: calls }], "tool_calls", {
    calls: requests.map(({ id, q }) => ({ id, arguments: JSON.stringify({ q }) })),
  });
}

/** Says again what it was asked last, so that runs at the same time can be told apart. */
export const echoes: Answer = (response, request) => {
  const { messages, input } = request.json() as Record<string, { content: unknown }[]>;
  const content = (messages ?? input)?.at(-1)?.content;
  return says(typeof content === "string" ? content : JSON.stringify(content))(response, request);
};

/** `"Hel"`, and then the server says that it failed. */
export const failsMidStream: Answer = (response, request) => {
  const error = { error: { message: "overloaded", type: "server_error", code: "overloaded" } };
  const ofChat = sse([chunk(nextId(), { role: "assistant", content: "Hel" }), error], "done");
  return (isOfResponses(request) ? respondsInPart("fails") : ofChat)(response, request);
};

/** `"Hel"`, and then the connection is gone, or nothing comes. */
export const breaksOff =
  (how: "drop" | "hang"): Answer =>
  (response, request) => {
    const ofChat = sse([chunk("chatcmpl-broken", { role: "assistant", content: "Hel" })], how);
    return (isOfResponses(request) ? respondsInPart(how) : ofChat)(response, request);
  };

export const rateLimited: Answer = json(
  { error: { message: "slow down", type: "requests", code: "rate_limit_exceeded" } },
  429,
  { "retry-after-ms": "1", "retry-after": "0" },
);

export const vectors: Answer = json({
  object: "list",
  data: [{ object: "embedding", index: 0, embedding: [0.1, 0.2, 0.3] }],
  model: "text-embedding-3-small",
  usage: { prompt_tokens: 5, total_tokens: 5 },
});
