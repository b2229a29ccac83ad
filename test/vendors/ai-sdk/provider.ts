import { type Answer, json, type ScriptedServer, sse, startScriptedServer } from "../../support/scripted-server.ts";
import { loadVendor, type Vendor, type VendorSet } from "../load.ts";

export const SETS: readonly VendorSet[] = ["newest", "previous", "older"];

const USAGE = {
  prompt_tokens: 12,
  completion_tokens: 7,
  total_tokens: 19,
  prompt_tokens_details: { cached_tokens: 4 },
  completion_tokens_details: { reasoning_tokens: 2 },
};

/** A whole answer of OpenAI's chat API. */
export function completion(content: string, id = "chatcmpl-1", headers: Record<string, string> = {}): Answer {
  return json(
    {
      id,
      object: "chat.completion",
      created: 1,
      model: "gpt-4o-2024-08-06",
      choices: [{ index: 0, message: { role: "assistant", content }, finish_reason: "stop" }],
      usage: USAGE,
    },
    200,
    { "x-request-id": "req_1", ...headers },
  );
}

/** An answer that asks for a tool. */
export function toolRequest(name: string, args: object, id = "call_1"): Answer {
  const call = { id, type: "function", function: { name, arguments: JSON.stringify(args) } };
  return json({
    id: "chatcmpl-tool",
    object: "chat.completion",
    created: 1,
    model: "gpt-4o-2024-08-06",
    choices: [
      { index: 0, message: { role: "assistant", content: null, tool_calls: [call] }, finish_reason: "tool_calls" },
    ],
    usage: USAGE,
  });
}

const chunk = (delta: object, finish: string | null = null, more: object = {}): object => ({
  id: "chatcmpl-stream",
  object: "chat.completion.chunk",
  created: 1,
  model: "gpt-4o-2024-08-06",
  choices: [{ index: 0, delta, finish_reason: finish }],
  ...more,
});

/** A streamed answer; `cut` leaves out its end. */
export function streamed(texts: readonly string[], end: "done" | "hang" | "drop" = "done"): Answer {
  const parts = texts.map((content) => chunk({ role: "assistant", content }));
  return sse(end === "done" ? [...parts, chunk({}, "stop"), { ...chunk({}), choices: [], usage: USAGE }] : parts, end);
}

/** A stream in which the provider reports an error after some text. */
export function brokenStream(texts: readonly string[]): Answer {
  const parts = texts.map((content) => chunk({ role: "assistant", content }));
  return sse([...parts, { error: { message: "overloaded", type: "server_error", code: "server_overloaded" } }], "done");
}

/** A stream that asks for a tool, its arguments in pieces. */
export function streamedToolRequest(name: string, args: object, id = "call_1"): Answer {
  const text = JSON.stringify(args);
  const call = (fields: object): object => chunk({ role: "assistant", tool_calls: [{ index: 0, ...fields }] });
  return sse(
    [
      call({ id, type: "function", function: { name, arguments: "" } }),
      call({ function: { arguments: text.slice(0, 3) } }),
      call({ function: { arguments: text.slice(3) } }),
      chunk({}, "tool_calls"),
      { ...chunk({}), choices: [], usage: USAGE },
    ],
    "done",
  );
}

/** Vectors of OpenAI's embeddings API, one for each value of the request. */
export const vectors: Answer = (response, request) => {
  const { input } = request.json() as { input: string[] };
  const data = input.map((_, index) => ({ object: "embedding", index, embedding: [0.1, 0.2, 0.3] }));
  return json({ object: "list", data, model: "text-embedding-3-small", usage: { prompt_tokens: 5, total_tokens: 5 } })(
    response,
    request,
  );
};

export const tooMany: Answer = json({ error: { message: "slow down", code: "rate_limit_exceeded" } }, 429, {
  "retry-after-ms": "1",
});

export interface Kit {
  readonly ai: Vendor;
  readonly openai: Vendor;
  readonly zod: Vendor;
  readonly server: ScriptedServer;
}

/** The AI SDK of that set with its OpenAI provider, which talks to a scripted server. */
export async function startKit(set: VendorSet, ...answers: readonly Answer[]): Promise<Kit> {
  const server = await startScriptedServer(...answers);
  const [ai, { createOpenAI }, zod] = await Promise.all([
    loadVendor(set, "ai"),
    loadVendor(set, "@ai-sdk/openai"),
    loadVendor(set, "zod"),
  ]);
  return { ai, openai: createOpenAI({ apiKey: "none", baseURL: `${server.url}/v1` }), zod, server };
}

/** Lets a run ask for the approval of its tool, and gives the messages of the next run, which answer it. */
export async function answeredApproval(ai: Kit["ai"], options: object, approved: boolean): Promise<readonly object[]> {
  const asked = await ai.generateText({ ...options, prompt: "weather?" });
  const request = asked.content.find(({ type }: { type: string }) => type === "tool-approval-request");
  const answer = { type: "tool-approval-response", approvalId: request.approvalId, approved };
  return [{ role: "user", content: "weather?" }, ...asked.response.messages, { role: "tool", content: [answer] }];
}
