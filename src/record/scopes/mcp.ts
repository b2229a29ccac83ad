import * as own from "../../semconv/agentscribe-attributes.ts";
import * as genAi from "../../semconv/gen-ai-attributes.ts";
import { activeSpanContext } from "../active-span.ts";
import { captureValue, setCaptured } from "../capture-messages.ts";
import { label, read } from "../given-value.ts";
import { McpCallAnswer } from "../mcp/call-answer.ts";
import { isToolCall, type McpCallFacts, type McpSide, PROMPT_GET, readCall, TOOL_CALL } from "../mcp/call-facts.ts";
import { callFailure } from "../mcp/call-failure.ts";
import { joinTool } from "../mcp/join-tool.ts";
import { requestOver, requestSent, senderHere } from "../mcp/open-requests.ts";
import { capturePromptVariables } from "../prompt-variables.ts";
import type { Recorder } from "../recorder.ts";
import { isRemoteContext } from "../remote-context.ts";
import type { Scope } from "../scope.ts";
import { createScopeHandle, extendHandle, type ScopeHandle } from "../scope-handle.ts";
import type { ScopeEnd, ScopePlan } from "../scope-plan.ts";
import { addTotals } from "../scope-totals.ts";
import type { ScopeDraft, ScopeOptions, ScopeType } from "../scope-type.ts";
import { watchToolCall } from "../tell/watch-loops.ts";
import { userAttributes } from "../user-attributes.ts";
import { watchTool } from "./tool-execution.ts";

/** What is known of a connection once its first message was answered. */
export interface McpConnectionFacts {
  /** Id of the JSON-RPC request. */
  readonly requestId?: string | number | undefined;
  /** The id of the MCP session; revisions of the protocol from 2026-07-28 on have none. */
  readonly sessionId?: string | undefined;
  readonly protocolVersion?: string | undefined;
}

interface McpOptions extends ScopeOptions, McpConnectionFacts {
  /** `tools/call`, `resources/read`, `notifications/initialized` ... */
  readonly method: string;
  /**
   * The message's parameters: the names of tools and prompts are read from it. Arguments of a tool are content of kind `toolArguments`, whose size
   * is kept; so is the URI of a resource.
   */
  readonly params?: unknown;
  /** `pipe` for stdio, `tcp` or `quic` for HTTP. */
  readonly transport?: string | undefined;
  /** `http` or `websocket`. */
  readonly networkProtocol?: string | undefined;
}

/** A request or notification that a client of the Model Context Protocol sends. */
export interface McpRequestOptions extends McpOptions {
  readonly serverAddress?: string | undefined;
  readonly serverPort?: number | undefined;
  /** The signal that calls the request off: a failure after it fired is recorded as `cancelled`. */
  readonly signal?: AbortSignal | undefined;
}

/** A request or notification that a server of the Model Context Protocol answers. */
export interface McpServeOptions extends McpOptions {}

/** An open request of the Model Context Protocol, on either side. */
export interface McpCall extends ScopeHandle {
  /** Tells what came to be known of the connection after the message was sent. */
  connection(facts: McpConnectionFacts): void;
  /** The JSON-RPC response, when it is not what the function returns: `{ result }` or `{ error: { code, message } }`. */
  response(message: unknown): void;
}

/**
 * A request or notification of the Model Context Protocol that this process sends, whichever end it is: `tools/call {tool}`. The call of a tool
 * inside the `execute_tool` that stands for it adds to that and makes no span of its own.
 */
export const mcpRequest: ScopeType<McpRequestOptions, McpCall> = {
  ownsStreams: false,
  draft: (recorder, options) => draft(recorder, options, "client"),
  join: joinTool,
};

/**
 * A request or notification of the Model Context Protocol that this process answers. Give what `extractMcpMeta()` read as `parent`. Where this process
 * sent it too, what is done for it counts in the totals and budgets of the sender.
 */
export const mcpServe: ScopeType<McpServeOptions, McpCall> = {
  ownsStreams: false,
  draft: (recorder, options) => draft(recorder, options, "server"),
};

function draft(recorder: Recorder, options: McpOptions, side: McpSide): ScopeDraft<McpCall> {
  const facts = readCall(recorder, options, side);
  const { [genAi.GEN_AI_OPERATION_NAME]: _operation, ...attributes } = facts.attributes;
  const known = side === "client" ? attributes : facts.attributes;
  const sender = side === "server" ? senderHere(recorder, read(options, "parent")) : undefined;
  let answer: McpCallAnswer | undefined;
  const plan: ScopePlan = {
    kind: side === "client" ? "mcp_client" : "mcp_server",
    spanName: facts.spanName,
    spanKind: side,
    attributes: { ...userAttributes(recorder.ports, read(options, "attributes")), ...known },
    links: side === "server" ? ambientLink(recorder, options) : undefined,
    count(scope, end) {
      if (side === "client") requestOver(scope);
      // The sender counts its call, and the failure of it.
      if (sender === undefined) countCall(scope, end, facts, side);
      const result = answer?.result;
      if (result !== undefined) {
        captureValue(scope, "toolResults", genAi.GEN_AI_TOOL_CALL_RESULT, own.TOOL_RESULT_SIZE, result.value);
      }
    },
    finish: (_scope, end) => answer?.measure(end.durationSeconds, end.errorType),
  };
  return {
    plan,
    parent: sender,
    bind(scope) {
      if (side === "client") requestSent(scope);
      const bound = new McpCallAnswer(scope, side, facts);
      answer = bound;
      if (isToolCall(scope, facts, side)) {
        scope.note({ [genAi.GEN_AI_OPERATION_NAME]: "execute_tool" });
        const params = read(options, "params");
        watchToolCall(scope, label(read(params, "name")) ?? "unknown", read(params, "arguments") ?? {});
      }
      captureParams(scope, facts, read(options, "params"));
      return extendHandle<McpCall>(createScopeHandle(scope), {
        connection: (known) => (scope.isEnded ? undefined : bound.connection(known)),
        response: (message) => (scope.isEnded ? undefined : bound.response(message)),
      });
    },
    onResult: (value) => answer?.settled(value),
    failure: (error) => callFailure(error, read(options, "signal")),
  };
}

function captureParams(scope: Scope, { method }: McpCallFacts, params: unknown): void {
  if (method === TOOL_CALL) {
    const given = read(params, "arguments");
    captureValue(scope, "toolArguments", genAi.GEN_AI_TOOL_CALL_ARGUMENTS, own.TOOL_ARGUMENTS_SIZE, given);
    return;
  }
  if (method === PROMPT_GET) capturePromptVariables(scope, read(params, "arguments"));
  const uri = method.startsWith("resources/") ? read(params, "uri") : undefined;
  if (uri === undefined) return;
  const { content } = scope.recorder.ports;
  const text = content.text("toolArguments", uri, { budget: scope.budget });
  if (text === undefined) scope.withhold("toolArguments", content.size(uri));
  else setCaptured(scope, "toolArguments", genAi.MCP_RESOURCE_URI, text);
}

function countCall(scope: Scope, end: ScopeEnd, facts: McpCallFacts, side: McpSide): void {
  const { tool } = facts;
  const failed = end.errorType !== undefined;
  const isTool = isToolCall(scope, facts, side);
  if (failed || isTool) addTotals(scope, { errors: failed ? 1 : 0, toolCalls: isTool ? 1 : 0 });
  if (!isTool || tool === undefined) return;
  const agent = scope.inherited[genAi.GEN_AI_AGENT_NAME];
  const millis = end.endTimeMillis - scope.startTimeMillis;
  scope.recorder.snapshot.tool(tool, millis, failed, typeof agent === "string" ? agent : undefined);
  watchTool(scope, end, tool);
}

/** What is active here, such as the HTTP request that carried the message, when the sender's own place is the parent. */
function ambientLink(recorder: Recorder, options: McpServeOptions): ScopePlan["links"] {
  const parent: unknown = read(options, "parent");
  const sender = isRemoteContext(parent) ? parent.spanContext : undefined;
  // A connection may go on in the context of the message that opened it, long after that.
  if (sender === undefined || recorder.activeScope()?.isEnded === true) return undefined;
  const context = activeSpanContext(recorder.ports.context.active());
  if (context === undefined || context.spanId === sender.spanId) return undefined;
  return [{ context, attributes: {} }];
}
