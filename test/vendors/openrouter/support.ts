import { wrapOpenRouter } from "../../../src/instrumentation/openrouter/index.ts";
import { type Recording, startRecording } from "../../support/recording.ts";
import { type Answer, type ScriptedServer, startScriptedServer } from "../../support/scripted-server.ts";
import { loadVendor, requireVendor, type Vendor, type VendorSet } from "../load.ts";

/** The newest major and the one before, as ES module and by `require()`, which gives the same module. */
export const MAJORS: readonly (readonly [set: VendorSet, loading: "esm" | "cjs"])[] = [
  ["newest", "esm"],
  ["newest", "cjs"],
  ["previous", "esm"],
  ["previous", "cjs"],
];

export interface OpenRouterCase extends Recording {
  readonly server: ScriptedServer;
  readonly vendor: Vendor;
  readonly client: Vendor;
}

export async function loadOpenRouter(set: VendorSet, loading: "esm" | "cjs"): Promise<Vendor> {
  return loading === "esm" ? loadVendor(set, "@openrouter/sdk") : requireVendor(set, "@openrouter/sdk");
}

/** A wrapped client whose server is scripted, and that does not try again. */
export async function startOpenRouter(
  [set, loading]: (typeof MAJORS)[number],
  ...answers: readonly Answer[]
): Promise<OpenRouterCase> {
  const vendor = await loadOpenRouter(set, loading);
  const server = await startScriptedServer(...answers);
  const recording = await startRecording({ capture: "full" });
  const client = wrapOpenRouter(new vendor.OpenRouter(optionsFor(server.url)));
  return { ...recording, server, vendor, client };
}

export const optionsFor = (serverURL: string): Vendor => ({
  apiKey: "none",
  serverURL,
  retryConfig: { strategy: "none" },
});

export const MODEL: string = "openai/gpt-4o-mini";

const REQUEST = {
  model: MODEL,
  temperature: 0,
  topP: 0,
  seed: 0,
  maxTokens: 20,
  messages: [{ role: "user", content: "hello" }],
};

export const ask = (more: object = {}): Vendor => ({ chatRequest: { ...REQUEST, ...more } });
export const askStream = (more: object = {}): Vendor => ask({ stream: true, ...more });

export const COST = {
  cost: 0.00042,
  cost_details: {
    upstream_inference_cost: null,
    upstream_inference_prompt_cost: 0,
    upstream_inference_completions_cost: 0,
  },
  is_byok: false,
};

export const USAGE: Vendor = {
  prompt_tokens: 12,
  completion_tokens: 7,
  total_tokens: 19,
  prompt_tokens_details: { cached_tokens: 4, cache_write_tokens: 2 },
  completion_tokens_details: { reasoning_tokens: 3 },
  ...COST,
};

const HEAD = { id: "gen-1", created: 1, model: MODEL, provider: "Azure", system_fingerprint: "fp_1" };

export const COMPLETION: Vendor = {
  ...HEAD,
  object: "chat.completion",
  choices: [{ index: 0, message: { role: "assistant", content: "Hi." }, finish_reason: "stop" }],
  usage: USAGE,
};

export function chunk(delta: object, finish_reason: string | null = null, more: object = {}): object {
  return { ...HEAD, object: "chat.completion.chunk", choices: [{ index: 0, delta, finish_reason }], ...more };
}

/** A response of the Responses API with these items. */
export function response(output: readonly object[], more: object = {}): Vendor {
  return {
    id: "gen-2",
    object: "response",
    created_at: 1,
    completed_at: 2,
    model: MODEL,
    status: "completed",
    error: null,
    incomplete_details: null,
    instructions: null,
    metadata: null,
    output,
    parallel_tool_calls: true,
    temperature: 0,
    top_p: 1,
    presence_penalty: 0,
    frequency_penalty: 0,
    tool_choice: "auto",
    tools: [],
    usage: {
      input_tokens: 14,
      output_tokens: 5,
      total_tokens: 19,
      input_tokens_details: { cached_tokens: 6 },
      output_tokens_details: { reasoning_tokens: 1 },
      cost: 0.0001,
      cost_details: {
        upstream_inference_cost: null,
        upstream_inference_input_cost: 0,
        upstream_inference_output_cost: 0,
      },
      is_byok: false,
    },
    ...more,
  };
}

export const text = (content: string): object => ({
  id: "msg_1",
  type: "message",
  role: "assistant",
  status: "completed",
  content: [{ type: "output_text", text: content, annotations: [] }],
});

export const functionCall = (id: string, name: string, args: object): object => ({
  id: `fc_${id}`,
  type: "function_call",
  call_id: id,
  name,
  arguments: JSON.stringify(args),
  status: "completed",
});

/** The events of a streamed response. */
export function events(output: readonly object[]): readonly object[] {
  const done = response(output);
  const types = ["response.created", "response.completed"];
  return types.map((type, sequence_number) => ({
    type,
    sequence_number,
    response: type === "response.created" ? { ...done, status: "in_progress", output: [], usage: null } : done,
  }));
}
