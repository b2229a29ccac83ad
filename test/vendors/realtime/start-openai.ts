import { Agent } from "node:https";
import { connect } from "node:net";
import { expect, vi } from "vitest";
import type { TelemetryOptions } from "../../../src/index.ts";
import { wrapRealtime } from "../../../src/instrumentation/openai/realtime.ts";
import { type Recording, startRecording } from "../../support/recording.ts";
import { loadVendor, type Vendor, type VendorSet } from "../load.ts";
import { type ServerSide, startScriptedSocket } from "./scripted-socket.ts";

/** What the provider says first. */
export const SESSION: Vendor = {
  type: "session.created",
  session: { id: "sess_1", model: "gpt-realtime", instructions: "be brief", output_modalities: ["audio"], tools: [] },
};
const USAGE = {
  total_tokens: 160,
  input_tokens: 120,
  output_tokens: 40,
  input_token_details: {
    text_tokens: 20,
    audio_tokens: 100,
    cached_tokens: 64,
    cached_tokens_details: { text_tokens: 4, audio_tokens: 60 },
  },
  output_token_details: { text_tokens: 10, audio_tokens: 30 },
};
export const SPOKEN: Vendor = {
  type: "message",
  role: "assistant",
  content: [{ type: "output_audio", transcript: "Sunny." }],
};

export function created(id = "resp_1"): object {
  return { type: "response.created", response: { id, object: "realtime.response", status: "in_progress", output: [] } };
}
export function audio(id = "resp_1"): object {
  return { type: "response.output_audio.delta", response_id: id, delta: "AAAA" };
}
export function done(more: object = {}, id = "resp_1"): object {
  const response = { id, object: "realtime.response", status: "completed", output: [SPOKEN], usage: USAGE, ...more };
  return { type: "response.done", response };
}

export type Script = (side: ServerSide) => Promise<void>;
export type Kind = "ws" | "websocket";

/** A connection, and what became of it so far. */
export interface StartedRealtime extends Recording {
  readonly rt: Vendor;
  /** The next event of that type. */
  seen(type: string): Promise<Vendor>;
  readonly opened: Promise<void>;
  readonly closed: Promise<void>;
  readonly errors: readonly Vendor[];
  readonly paths: readonly string[];
}

/** A wrapped connection to a scripted provider. The newest clients accept `wss:` only, so TLS is left out below them. */
export async function start(
  set: VendorSet,
  kind: Kind,
  script: Script,
  telemetry?: TelemetryOptions,
  wrap: (made: Vendor) => Vendor = wrapRealtime,
  props: object = {},
): Promise<StartedRealtime> {
  const { port, paths } = await startScriptedSocket(script);
  const recording = await startRecording(telemetry);
  const { default: OpenAI } = await loadVendor(set, "openai");
  const client = new OpenAI({ apiKey: "none", baseURL: "https://127.0.0.1:1/v1" });
  let made: Vendor;
  if (kind === "ws") {
    const { OpenAIRealtimeWS } = await loadVendor(set, "openai/realtime/ws");
    const agent = new Agent();
    Object.assign(agent, { createConnection: () => connect(port, "127.0.0.1") });
    made = new OpenAIRealtimeWS({ model: "gpt-realtime", options: { agent }, ...props }, client);
  } else {
    class Loopback extends WebSocket {
      constructor(url: string | URL, protocols?: string[]) {
        super(String(url).replace(/^wss:\/\/[^/]+/, `ws://127.0.0.1:${port}`), protocols);
      }
    }
    vi.stubGlobal("WebSocket", Loopback);
    const { OpenAIRealtimeWebSocket } = await loadVendor(set, "openai/realtime/websocket");
    made = new OpenAIRealtimeWebSocket({ model: "gpt-realtime" }, client);
  }
  const rt = wrap(made);
  expect(rt).toBe(made);
  const errors: Vendor[] = [];
  rt.on("error", (error: unknown) => errors.push(error));
  const closed = new Promise<void>((resolve) => rt.socket.addEventListener("close", () => resolve()));
  const opened = new Promise<void>((resolve) => rt.socket.addEventListener("open", () => resolve()));
  const seen = (type: string): Promise<Vendor> => new Promise((resolve) => rt.once(type, resolve));
  return { ...recording, rt, seen, opened, closed, errors, paths };
}
