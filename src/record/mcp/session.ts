import * as core from "../../semconv/core-attributes.ts";
import { MCP_PROTOCOL_VERSION } from "../../semconv/gen-ai-attributes.ts";
import { METRICS } from "../../semconv/metrics.ts";
import { finite, label, read } from "../given-value.ts";
import type { Recorder } from "../recorder.ts";

/** An MCP session that is over. */
export interface FinishedMcpSession {
  /** Which end of it this process was. */
  readonly side: "client" | "server";
  readonly durationMs: number;
  readonly protocolVersion?: string | undefined;
  /** `pipe` for stdio, `tcp` or `quic` for HTTP. */
  readonly transport?: string | undefined;
  /** `http` or `websocket`. */
  readonly networkProtocol?: string | undefined;
  readonly serverAddress?: string | undefined;
  readonly serverPort?: number | undefined;
  /** Value of `error.type`, when it did not end as it should. */
  readonly errorType?: string | undefined;
}

/** Measures an MCP session. Revisions of the protocol from 2026-07-28 on have none. */
export function recordMcpSession(recorder: Recorder, facts: FinishedMcpSession): void {
  const millis = finite(read(facts, "durationMs"));
  if (!recorder.isRecording || millis === undefined || millis < 0) return;
  const isServer = read(facts, "side") === "server";
  const address = isServer ? undefined : label(read(facts, "serverAddress"));
  const labels = recorder.labels
    .with(MCP_PROTOCOL_VERSION, label(read(facts, "protocolVersion")))
    .with(core.NETWORK_TRANSPORT, label(read(facts, "transport")))
    .with(core.NETWORK_PROTOCOL_NAME, label(read(facts, "networkProtocol")))
    .with(core.SERVER_ADDRESS, address)
    .with(core.SERVER_PORT, address === undefined ? undefined : finite(read(facts, "serverPort")))
    .with(core.ERROR_TYPE, label(read(facts, "errorType")));
  const metric = isServer ? METRICS.mcpServerSessionDuration : METRICS.mcpClientSessionDuration;
  recorder.instruments.measure(metric, millis / 1000, labels.attributes, recorder.ports.context.active());
}
