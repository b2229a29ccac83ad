import * as core from "../../semconv/core-attributes.ts";
import * as genAi from "../../semconv/gen-ai-attributes.ts";
import { finite, label, read } from "../given-value.ts";
import { type AttributeDraft, put } from "../present.ts";
import type { Recorder } from "../recorder.ts";
import type { Scope } from "../scope.ts";

/** Which end of a message this process is. */
export type McpSide = "client" | "server";

/** What the sender and the receiver of an MCP message both know of it. */
export interface McpCallFacts {
  readonly method: string;
  readonly tool: string | undefined;
  readonly prompt: string | undefined;
  readonly spanName: string;
  /** Attributes of the span that are known from the start. */
  readonly attributes: AttributeDraft;
}

/** Reads the options of an MCP scope: the names of tools and prompts from the message's own parameters. */
export function readCall(recorder: Recorder, options: unknown, side: McpSide): McpCallFacts {
  const { names } = recorder.ports;
  const method = label(read(options, "method")) ?? "unknown";
  const name = label(read(read(options, "params"), "name"));
  const tool = method === TOOL_CALL && name !== undefined ? names.name("tool", name) : undefined;
  const prompt = method === PROMPT_GET && name !== undefined ? names.name("prompt", name) : undefined;
  const attributes: AttributeDraft = { [genAi.MCP_METHOD_NAME]: method };
  if (method === TOOL_CALL) put(attributes, genAi.GEN_AI_OPERATION_NAME, "execute_tool");
  put(attributes, genAi.GEN_AI_TOOL_NAME, tool);
  put(attributes, genAi.GEN_AI_PROMPT_NAME, prompt);
  put(attributes, core.NETWORK_TRANSPORT, label(read(options, "transport")));
  put(attributes, core.NETWORK_PROTOCOL_NAME, label(read(options, "networkProtocol")));
  putConnection(attributes, options);
  const address = side === "client" ? label(read(options, "serverAddress")) : undefined;
  put(attributes, core.SERVER_ADDRESS, address);
  if (address !== undefined) put(attributes, core.SERVER_PORT, finite(read(options, "serverPort")));
  const of = tool ?? prompt;
  return { method, tool, prompt, attributes, spanName: of === undefined ? method : `${method} ${of}` };
}

/**
 * A tool that this process asks for is a call of its agent, unless the agent has a tool around it; a tool around the agent is a call of another one. Its span
 * says the operation of a tool only then, so that whoever reads spans counts the same calls.
 */
export function isToolCall(scope: Scope, { tool }: McpCallFacts, side: McpSide): boolean {
  return side === "client" && tool !== undefined && scope.nearest("tool", "agent")?.plan.kind !== "tool";
}

/** What may come to be known only after the message was sent. */
export function putConnection(attributes: AttributeDraft, facts: unknown): void {
  put(attributes, core.JSONRPC_REQUEST_ID, label(read(facts, "requestId")));
  put(attributes, genAi.MCP_PROTOCOL_VERSION, label(read(facts, "protocolVersion")));
  put(attributes, genAi.MCP_SESSION_ID, label(read(facts, "sessionId")));
}

export const TOOL_CALL = "tools/call";
export const PROMPT_GET = "prompts/get";
