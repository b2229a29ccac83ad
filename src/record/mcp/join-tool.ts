import * as genAi from "../../semconv/gen-ai-attributes.ts";
import { read } from "../present.ts";
import type { Recorder } from "../recorder.ts";
import type { Scope } from "../scope.ts";
import { createScopeHandle, extendHandle } from "../scope-handle.ts";
import type { JoinedScope } from "../scope-type.ts";
import type { McpCall } from "../scopes/mcp.ts";
import { McpCallAnswer } from "./call-answer.ts";
import { type McpCallFacts, readCall } from "./call-facts.ts";
import { callFailure } from "./call-failure.ts";
import { requestOver, requestSent } from "./open-requests.ts";

/**
 * The `execute_tool` around a call of an MCP tool, when it stands for that very call: the application, or a framework, runs the tool by asking an
 * MCP server to. It gets the attributes of the call, and no second span is made. A tool that calls others has a span for each.
 */
export function joinTool(recorder: Recorder, options: unknown): JoinedScope<McpCall> | undefined {
  if (read(options, "parent") !== undefined || read(options, "startTime") !== undefined) return undefined;
  const scope = recorder.activeScope();
  if (scope === undefined || scope.isEnded || scope.plan.kind !== "tool" || joined.has(scope)) return undefined;
  const facts = readCall(recorder, options, "client");
  if (facts.tool === undefined || !isNameOf(scope, facts.tool)) return undefined;
  joined.add(scope);
  return join(recorder, scope, facts, read(options, "signal"));
}

const joined = new WeakSet<Scope>();

function join(recorder: Recorder, scope: Scope, facts: McpCallFacts, signal: unknown): JoinedScope<McpCall> {
  const { clock } = recorder.ports;
  const startMillis = clock.now();
  const answer = new McpCallAnswer(scope, "client", facts);
  const { [genAi.GEN_AI_TOOL_NAME]: _name, ...attributes } = facts.attributes;
  scope.note(attributes);
  requestSent(scope);
  const measure = (): void => {
    requestOver(scope);
    answer.measure((clock.now() - startMillis) / 1000, answer.errorType);
  };
  return {
    // What is told of the call's end is not the end of the tool.
    handle: extendHandle<McpCall>(createScopeHandle(scope), {
      connection: (known) => answer.connection(known),
      response: (message) => answer.response(message),
      end: () => undefined,
      [Symbol.dispose]: () => undefined,
    } as Pick<McpCall, "connection" | "response">),
    settled(value) {
      answer.settled(value);
      measure();
    },
    failed(error) {
      answer.failed(callFailure(error, signal), errorName(error));
      measure();
    },
  };
}

function errorName(error: unknown): string {
  const name = read(error, "name");
  return typeof name === "string" && name !== "" ? name.slice(0, 64) : "_OTHER";
}

/** Frameworks put the name of the server before that of its tool: `files__read`, `mcp.files.read`. */
function isNameOf(scope: Scope, tool: string): boolean {
  const name = scope.plan.attributes[genAi.GEN_AI_TOOL_NAME];
  if (typeof name !== "string" || !name.endsWith(tool)) return false;
  return name.length === tool.length || /[^A-Za-z0-9]/.test(name.charAt(name.length - tool.length - 1));
}
