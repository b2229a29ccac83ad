import { wrapCohere } from "../../../src/instrumentation/cohere/index.ts";
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

export interface CohereCase extends Recording {
  readonly server: ScriptedServer;
  readonly vendor: Vendor;
  /** A client of the second version of the API. */
  readonly client: Vendor;
  /** A client of the first version. */
  readonly first: Vendor;
}

export async function loadCohere(set: VendorSet, loading: "esm" | "cjs"): Promise<Vendor> {
  return loading === "esm" ? loadVendor(set, "cohere-ai") : requireVendor(set, "cohere-ai");
}

/** Wrapped clients whose server is scripted. */
export async function startCohere(
  [set, loading]: (typeof MAJORS)[number],
  ...answers: readonly Answer[]
): Promise<CohereCase> {
  const vendor = await loadCohere(set, loading);
  const server = await startScriptedServer(...answers);
  const recording = await startRecording({ capture: "full" });
  const client = wrapCohere(new vendor.CohereClientV2({ token: "none", environment: server.url }));
  const first = wrapCohere(new vendor.CohereClient({ token: "none", environment: server.url }));
  return { ...recording, server, vendor, client, first };
}

export const MODEL: string = "command-a-03-2025";

export const ASK: Vendor = {
  model: MODEL,
  temperature: 0,
  p: 0.1,
  k: 0,
  seed: 0,
  maxTokens: 20,
  messages: [{ role: "user", content: "hello" }],
};

/** What is billed is less than what was processed. */
export const USAGE: object = {
  billed_units: { input_tokens: 5, output_tokens: 2 },
  tokens: { input_tokens: 70, output_tokens: 2 },
  cached_tokens: 3,
};

export const ANSWER: Vendor = {
  id: "c-1",
  finish_reason: "COMPLETE",
  message: { role: "assistant", content: [{ type: "text", text: "Hello." }] },
  usage: USAGE,
};

export const text = (piece: string): object => ({
  type: "content-delta",
  index: 0,
  delta: { message: { content: { text: piece } } },
});
export const START: object = { type: "message-start", id: "c-2", delta: { message: { role: "assistant" } } };
export const END: object = { type: "message-end", delta: { finish_reason: "COMPLETE", usage: USAGE } };
