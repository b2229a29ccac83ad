import { expect } from "vitest";
import type { TelemetryOptions } from "../../../src/index.ts";
import { unwrap, wrapGoogleGenAI } from "../../../src/instrumentation/google/index.ts";
import { type Recording, startRecording } from "../../support/recording.ts";
import { type Answer, type ScriptedServer, startScriptedServer } from "../../support/scripted-server.ts";
import { loadVendor, type Vendor, type VendorSet } from "../load.ts";

export const MODEL = "gemini-2.5-flash";
export const SPAN: string = `generate_content ${MODEL}`;
export const ASK: {
  readonly model: string;
  readonly contents: string;
  readonly config: Readonly<Record<string, number>>;
} = { model: MODEL, contents: "hello", config: { temperature: 0, topP: 0, maxOutputTokens: 64 } };

export interface Fixture {
  readonly parts?: readonly unknown[];
  readonly finishReason?: string;
  readonly usage?: unknown;
  readonly index?: number;
}

/** An answer of `generateContent`, or a chunk of it. */
export function answer({ parts = [{ text: "Hello" }], finishReason, usage, index = 0 }: Fixture = {}): object {
  return {
    candidates: [{ content: { role: "model", parts }, ...(finishReason !== undefined && { finishReason }), index }],
    ...(usage !== undefined && { usageMetadata: usage }),
    modelVersion: MODEL,
    responseId: "resp-1",
  };
}

export const USAGE = { promptTokenCount: 10, candidatesTokenCount: 5, totalTokenCount: 15 };
export const DONE: object = answer({ finishReason: "STOP", usage: USAGE });

export interface StartedGoogle extends Recording {
  readonly server: ScriptedServer;
  readonly vendor: Vendor;
  readonly client: Vendor;
  readonly unwrap: typeof unwrap;
}

/** A wrapped client that talks to a scripted provider. */
export async function startGoogle(
  set: VendorSet,
  answers: readonly Answer[],
  options: { readonly client?: object; readonly httpOptions?: object; readonly telemetry?: TelemetryOptions } = {},
): Promise<StartedGoogle> {
  const server = await startScriptedServer(...answers);
  const recording = await startRecording(options.telemetry);
  const vendor: Vendor = await loadVendor(set, "@google/genai");
  const made: Vendor = new vendor.GoogleGenAI({
    apiKey: "none",
    httpOptions: { baseUrl: server.url, ...options.httpOptions },
    ...options.client,
  });
  const client = wrapGoogleGenAI(made);
  expect(client).toBe(made);
  return { ...recording, server, vendor, client, unwrap };
}
