import { wrapBedrock } from "../../../src/instrumentation/bedrock/index.ts";
import { type Recording, startRecording } from "../../support/recording.ts";
import { type Answer, type ScriptedServer, startScriptedServer } from "../../support/scripted-server.ts";
import { loadVendor, requireVendor, type Vendor } from "../load.ts";

export type Loading = "esm" | "cjs";

export interface BedrockCase extends Recording {
  readonly server: ScriptedServer;
  /** Exports of `@aws-sdk/client-bedrock-runtime`. */
  readonly aws: Vendor;
  readonly client: Vendor;
}

/** A wrapped client whose endpoint is a scripted server, with two attempts and HTTP/1.1. */
export async function startBedrock(loading: Loading, ...answers: readonly Answer[]): Promise<BedrockCase> {
  const server = await startScriptedServer(...answers);
  const recording = await startRecording({ capture: "full" });
  const { aws, options } = await clientOptions(loading, server.url);
  const made = new aws.BedrockRuntimeClient(options);
  return { ...recording, server, aws, client: wrapBedrock(made) };
}

export async function clientOptions(loading: Loading, endpoint: string): Promise<{ aws: Vendor; options: object }> {
  const load = (name: string): Vendor =>
    loading === "esm" ? loadVendor("newest", name) : requireVendor("newest", name);
  const aws = await load("@aws-sdk/client-bedrock-runtime");
  const { NodeHttpHandler } = await load("@smithy/node-http-handler");
  const options = {
    region: "eu-west-1",
    endpoint,
    credentials: { accessKeyId: "none", secretAccessKey: "none" },
    maxAttempts: 2,
    requestHandler: new NodeHttpHandler(),
  };
  return { aws, options };
}

export const MODEL: string = "anthropic.claude-3-haiku-20240307-v1:0";

export const CONVERSE: Vendor = {
  output: { message: { role: "assistant", content: [{ text: "Hello." }] } },
  stopReason: "end_turn",
  usage: { inputTokens: 10, outputTokens: 5, totalTokens: 55, cacheReadInputTokens: 30, cacheWriteInputTokens: 10 },
  metrics: { latencyMs: 120 },
};

export const ASK: Vendor = {
  modelId: MODEL,
  system: [{ text: "Be brief." }],
  messages: [{ role: "user", content: [{ text: "hello" }] }],
  inferenceConfig: { temperature: 0, maxTokens: 50, topP: 0, stopSequences: ["END"] },
};

/** The checker misses the id and model of a response; Bedrock's own API answers with neither, and nothing is made up. */
export function withoutSilence(violations: readonly string[]): readonly string[] {
  return violations.filter((one) => !/^genai_expected_attribute_missing .* gen_ai\.response\.(id|model)$/.test(one));
}
