import { expect } from "vitest";
import type { TelemetryOptions } from "../../../src/index.ts";
import { wrapRealtime } from "../../../src/instrumentation/openai/realtime.ts";
import { type Recording, startRecording } from "../../support/recording.ts";
import { loadVendor, type Vendor } from "../load.ts";
import { type ServerSide, startScriptedSocket } from "./scripted-socket.ts";

/** Each client of the Live API: its module, its class, and what it is given before its options. */
export const LIVE_CLIENTS = {
  live: { module: "openai/resources/live/ws", name: "LiveWS", given: [] },
  fork: { module: "openai/resources/live/forks/ws", name: "ForksWS", given: [{ session_id: "live_stored" }] },
  sideband: { module: "openai/resources/live/sideband/ws", name: "SidebandWS", given: [{ session_id: "live_1" }] },
} as const;
export type LiveClient = keyof typeof LIVE_CLIENTS;

export const FUNCTION = { type: "function", name: "weather", parameters: { type: "object", properties: {} } };
/** A session that delegates tasks to another model of the provider. */
export const SESSION: Vendor = {
  id: "live_1",
  model: "gpt-live-1",
  status: "active",
  expires_at: 1_800_000_000,
  instructions: "be brief",
  input: [{ type: "message", role: "developer", content: [{ type: "input_text", text: "The user is in Oslo." }] }],
  delegation: {
    type: "responses",
    responses: { model: "gpt-5.5", instructions: "use tools", max_output_tokens: 500, tools: [FUNCTION] },
  },
};

export function started(session: object = SESSION): object {
  return { type: "session.started", event_id: "event_1", session };
}
export function heard(delta: string): object {
  return { type: "session.input_transcript.delta", event_id: "event_2", delta, start_ms: 0, end_ms: 200 };
}
export function said(delta: string): object {
  return { type: "session.output_transcript.delta", event_id: "event_3", delta, start_ms: 200, end_ms: 400 };
}
export function used(seconds: number): object {
  return { type: "session.usage.updated", event_id: "event_4", usage: { seconds } };
}
export function closed(reason = "close_requested", seconds = 12.5, session: object = SESSION): object {
  return { type: "session.closed", event_id: "event_5", reason, session, usage: { seconds } };
}
export function delegated(target = "responses", id = "del_1"): object {
  const delegation = { id, type: "delegation", target };
  return { type: "session.delegation.created", event_id: "event_6", delegation, offset_ms: 400 };
}
/** Events of a response's stream. */
export function nested(...events: readonly object[]): object[] {
  return events.map((event) => ({ type: "response.event", event_id: "event_7", delegation_id: "del_1", event }));
}

const USAGE = {
  input_tokens: 120,
  input_tokens_details: { cached_tokens: 64 },
  output_tokens: 40,
  output_tokens_details: { reasoning_tokens: 10 },
  total_tokens: 160,
};
/** The provider leaves out of a response what its other events tell. */
export function response(status: string, more: object = {}, id = "resp_1"): Vendor {
  return { id, object: "response", model: "gpt-5.5-2026-04-23", status, output: [], tools: [], ...more };
}
export function created(id?: string): object {
  return { type: "response.created", response: response("in_progress", {}, id) };
}
export function text(delta: string): object {
  return { type: "response.output_text.delta", item_id: "msg_1", output_index: 0, content_index: 0, delta };
}
export function completed(more: object = {}, id?: string): object {
  return { type: "response.completed", response: response("completed", { usage: USAGE, ...more }, id) };
}
/** The model calls a function, from first to last event. */
export function called(name: string, args: string): object[] {
  const item = { type: "function_call", id: "fc_1", call_id: "call_1", name, arguments: "", status: "in_progress" };
  return [
    { type: "response.output_item.added", output_index: 0, item },
    { type: "response.function_call_arguments.delta", item_id: "fc_1", output_index: 0, delta: args },
    { type: "response.output_item.done", output_index: 0, item: { ...item, arguments: args, status: "completed" } },
  ];
}

/** A decision of a delegation, or one that the transcript set off. */
export function decided(delegation_id: string | null): object {
  const usage = { input_tokens: 30, input_tokens_details: { cached_tokens: 10 }, output_tokens: 4, total_tokens: 34 };
  const answers = [{ type: "predicate", name: null, probability: 0.9 }];
  return {
    type: "decision.event",
    event_id: "event_9",
    delegation_id,
    trigger_id: delegation_id === null ? "trigger_1" : null,
    event: { type: "decision.completed", decision: { model: "gpt-5.4-mini", answers, usage } },
  };
}

export interface StartedLive extends Recording {
  readonly rt: Vendor;
  /** The next event of that type. */
  seen(type: string): Promise<Vendor>;
  readonly closed: Promise<void>;
  readonly errors: readonly Vendor[];
  readonly paths: readonly string[];
}

export interface LiveStart {
  readonly client?: LiveClient;
  readonly telemetry?: TelemetryOptions;
  readonly wrap?: (made: Vendor) => Vendor;
  readonly options?: object;
}

/** A wrapped connection to a scripted provider. */
export async function startLive(
  script: (side: ServerSide) => Promise<void>,
  { client = "live", telemetry = { capture: "full" }, wrap = wrapRealtime, options }: LiveStart = {},
): Promise<StartedLive> {
  const { port, paths } = await startScriptedSocket(script);
  const recording = await startRecording(telemetry);
  const { default: OpenAI } = await loadVendor("newest", "openai");
  const openai = new OpenAI({ apiKey: "none", baseURL: `http://127.0.0.1:${port}/v1` });
  const { module, name, given } = LIVE_CLIENTS[client];
  const Client = (await loadVendor("newest", module))[name];
  const made = new Client(openai, ...given, options);
  const rt = wrap(made);
  expect(rt).toBe(made);
  expect(rt).toBeInstanceOf(Client);
  const errors: Vendor[] = [];
  rt.on("error", (error: unknown) => errors.push(error));
  const ended = new Promise<void>((resolve) => rt.once("close", () => resolve()));
  const seen = (type: string): Promise<Vendor> => new Promise((resolve) => rt.once(type, resolve));
  return { ...recording, rt, seen, closed: ended, errors, paths };
}
