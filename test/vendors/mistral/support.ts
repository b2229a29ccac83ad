import { wrapMistral } from "../../../src/instrumentation/mistral/index.ts";
import { type Recording, startRecording } from "../../support/recording.ts";
import { type Answer, type ScriptedServer, startScriptedServer } from "../../support/scripted-server.ts";
import { loadVendor, requireVendor, type Vendor, type VendorSet } from "../load.ts";

/** The newest major and the one before, as ES module and as CommonJS. */
export const MAJORS: readonly (readonly [set: VendorSet, loading: "esm" | "cjs"])[] = [
  ["newest", "esm"],
  ["newest", "cjs"],
  ["previous", "esm"],
  ["previous", "cjs"],
];

export interface MistralCase extends Recording {
  readonly server: ScriptedServer;
  readonly vendor: Vendor;
  readonly client: Vendor;
}

export async function loadMistral(set: VendorSet, loading: "esm" | "cjs"): Promise<Vendor> {
  return loading === "esm" ? loadVendor(set, "@mistralai/mistralai") : requireVendor(set, "@mistralai/mistralai");
}

/** A wrapped client whose server is scripted. */
export async function startMistral(
  [set, loading]: (typeof MAJORS)[number],
  ...answers: readonly Answer[]
): Promise<MistralCase> {
  const vendor = await loadMistral(set, loading);
  const server = await startScriptedServer(...answers);
  const recording = await startRecording({ capture: "full" });
  const client = wrapMistral(new vendor.Mistral({ apiKey: "none", serverURL: server.url }));
  return { ...recording, server, vendor, client };
}

export const MODEL: string = "mistral-small-latest";

export const ASK: Vendor = {
  model: MODEL,
  temperature: 0,
  topP: 0,
  randomSeed: 0,
  maxTokens: 20,
  messages: [{ role: "user", content: "hello" }],
};

export const COMPLETION: Vendor = {
  id: "cmpl-1",
  object: "chat.completion",
  created: 1,
  model: "mistral-small-2506",
  choices: [
    { index: 0, message: { role: "assistant", content: '{"ok":true}', tool_calls: null }, finish_reason: "stop" },
  ],
  usage: { prompt_tokens: 12, completion_tokens: 3, total_tokens: 15, prompt_tokens_details: { cached_tokens: 4 } },
};

export function chunk(delta: object, finish_reason: string | null = null, more: object = {}): object {
  return {
    id: "cmpl-2",
    object: "chat.completion.chunk",
    created: 1,
    model: "mistral-small-2506",
    choices: [{ index: 0, delta, finish_reason }],
    ...more,
  };
}

export const USAGE: object = { usage: { prompt_tokens: 12, completion_tokens: 3, total_tokens: 15 } };
