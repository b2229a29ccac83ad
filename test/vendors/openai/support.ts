import { expect } from "vitest";
import type { TelemetryOptions } from "../../../src/index.ts";
import { type WrapOpenAIOptions, wrapOpenAI } from "../../../src/instrumentation/openai/index.ts";
import { type Recording, startRecording } from "../../support/recording.ts";
import { type Answer, json, type ScriptedServer, sse, startScriptedServer } from "../../support/scripted-server.ts";
import { loadVendor, requireVendor, type Vendor, type VendorSet } from "../load.ts";

/** Every major that is tested, loaded both ways. */
export const CLIENTS: readonly { readonly set: VendorSet; readonly cjs: boolean }[] = (
  ["newest", "previous", "older"] as const
).flatMap((set) => [
  { set, cjs: false },
  { set, cjs: true },
]);

export const SETS: readonly VendorSet[] = ["newest", "previous", "older"];

export const ASK: Readonly<Record<string, unknown>> = {
  model: "gpt-4o",
  temperature: 0,
  messages: [{ role: "user", content: "hello" }],
};

/** 1,000 of 1,200 input tokens are cached, 30 of 50 output tokens are reasoning. */
export const USAGE = {
  prompt_tokens: 1200,
  completion_tokens: 50,
  total_tokens: 1250,
  prompt_tokens_details: { cached_tokens: 1000, audio_tokens: 0 },
  completion_tokens_details: { reasoning_tokens: 30, audio_tokens: 0 },
};

/** What every answer with `USAGE` is recorded with, streamed or not. */
export const RECORDED_USAGE = {
  "gen_ai.usage.input_tokens": 1200,
  "gen_ai.usage.cache_read.input_tokens": 1000,
  "gen_ai.usage.output_tokens": 50,
  "gen_ai.usage.reasoning.output_tokens": 30,
};

export const COMPLETION: Readonly<Record<string, unknown>> = {
  id: "chatcmpl-1",
  object: "chat.completion",
  created: 1,
  model: "gpt-4o-2024-08-06",
  service_tier: "default",
  system_fingerprint: "fp_1",
  choices: [{ index: 0, message: { role: "assistant", content: '{"ok":true}', refusal: null }, finish_reason: "stop" }],
  usage: USAGE,
};

export const LIMITS = {
  "x-request-id": "req_1",
  "x-ratelimit-limit-requests": "500",
  "x-ratelimit-remaining-requests": "499",
};

export const chunk = (delta: object, finish: string | null = null, index = 0): object => ({
  id: "chatcmpl-2",
  object: "chat.completion.chunk",
  created: 1,
  model: "gpt-4o-2024-08-06",
  choices: [{ index, delta, finish_reason: finish }],
});
export const usageChunk: object = { ...chunk({}), choices: [], usage: USAGE };
const called = (index: number, more: object): object => chunk({ tool_calls: [{ index, ...more }] });

/** A whole stream that says `ab`. */
export const STREAM: readonly object[] = [
  chunk({ role: "assistant", content: "" }),
  chunk({ content: "a" }),
  chunk({ content: "b" }),
  chunk({}, "stop"),
];

/** Two calls of one tool, their deltas interleaved. */
export const TOOL_STREAM: readonly object[] = [
  chunk({ role: "assistant", content: null }),
  called(0, { id: "call_1", type: "function", function: { name: "add", arguments: "" } }),
  called(1, { id: "call_2", type: "function", function: { name: "add", arguments: "" } }),
  called(0, { function: { arguments: '{"a":1' } }),
  called(1, { function: { arguments: '{"a":3' } }),
  called(0, { function: { arguments: ',"b":2}' } }),
  called(1, { function: { arguments: ',"b":4}' } }),
  chunk({}, "tool_calls"),
];

export const streamed = (items: readonly object[] = STREAM, how: "done" | "close" | "drop" | "hang" = "done"): Answer =>
  sse(items, how, LIMITS);
export const failing = (status: number, code: string, headers: Record<string, string> = {}): Answer =>
  json({ error: { message: "no", type: "err", code } }, status, headers);

export interface Started extends Recording {
  readonly server: ScriptedServer;
  readonly client: Vendor;
  /** What the client's class and errors are found in. */
  readonly OpenAI: Vendor;
}

export interface StartOptions {
  readonly set: VendorSet;
  readonly cjs?: boolean;
  readonly telemetry?: TelemetryOptions;
  readonly client?: object;
  readonly wrap?: WrapOpenAIOptions;
}

export async function loadOpenAI({ set, cjs = false }: StartOptions): Promise<Vendor> {
  const module = cjs ? requireVendor(set, "openai") : await loadVendor(set, "openai");
  return module.OpenAI;
}

/** A wrapped client of that set, its scripted provider, and a recording. */
export async function start(options: StartOptions, ...answers: readonly Answer[]): Promise<Started> {
  const server = await startScriptedServer(...answers);
  const recording = await startRecording(options.telemetry);
  const OpenAI = await loadOpenAI(options);
  const made = new OpenAI({ apiKey: "none", baseURL: `${server.url}/v1`, maxRetries: 1, ...options.client });
  const client = wrapOpenAI(made, options.wrap);
  expect(client).toBe(made);
  return { ...recording, server, client, OpenAI };
}

export async function textOf(stream: AsyncIterable<Vendor>): Promise<string> {
  let text = "";
  for await (const part of stream) text += part.choices[0]?.delta?.content ?? "";
  return text;
}

/** What an awaited call rejects with. */
export async function errorOf(promise: PromiseLike<unknown>): Promise<Vendor> {
  return Promise.resolve(promise).then(
    () => {
      throw new Error("it did not fail");
    },
    (error: unknown) => error,
  );
}

/** What the checker finds besides attributes that an answer without them cannot have. */
export function withoutMissing(violations: readonly string[]): readonly string[] {
  return violations.filter((violation) => !violation.startsWith("genai_expected_attribute_missing"));
}
