import { toolsTogether } from "../../internal/tools-together.ts";
import * as genAi from "../../semconv/gen-ai-attributes.ts";
import { read } from "../given-value.ts";
import type { Recorder } from "../recorder.ts";
import type { Scope } from "../scope.ts";
import { createScopeHandle, extendHandle, OpenScopeHandle } from "../scope-handle.ts";
import type { JoinedScope } from "../scope-type.ts";
import type { McpCall } from "../scopes/mcp.ts";
import { McpCallAnswer } from "./call-answer.ts";
import { type McpCallFacts, readCall } from "./call-facts.ts";
import { callFailure } from "./call-failure.ts";
import { requestOver, requestSent } from "./open-requests.ts";

/**
 * The `execute_tool` around a call of an MCP tool, when it stands for that very call: the application, or a framework, runs the tool by asking an
 * MCP server to. It gets the attributes of the call, and no second span is made. A tool that calls others has a span for each. Of tools that are run in one
 * go it is the first of that name that stands for no call yet.
 */
export function joinTool(recorder: Recorder, options: unknown): JoinedScope<McpCall> | undefined {
  if (read(options, "parent") !== undefined || read(options, "startTime") !== undefined) return undefined;
  const active = recorder.activeScope();
  const tools = [...togetherIn(recorder, active), active].filter(isFreeTool);
  if (tools.length === 0) return undefined;
  const facts = readCall(recorder, options, "client");
  const { tool } = facts;
  const scope = tool === undefined ? undefined : tools.find((one) => isNameOf(one, tool));
  if (scope === undefined) return undefined;
  joined.add(scope);
  const found = join(scope, facts, read(options, "signal"));
  return scope === active ? found : { ...found, context: scope.context };
}

/** The tools that are run in one go right here, and not around a scope that is open by now. */
function togetherIn(recorder: Recorder, active: Scope | undefined): readonly (Scope | undefined)[] {
  return toolsTogether(recorder.ports.context.active())
    .map((handle) => OpenScopeHandle.scopeOf(handle))
    .filter((scope) => scope?.recorder === recorder && scope.parent === active);
}

function isFreeTool(scope: Scope | undefined): scope is Scope {
  return scope !== undefined && !scope.isEnded && scope.plan.kind === "tool" && !joined.has(scope);
}

const joined = new WeakSet<Scope>();

function join(scope: Scope, facts: McpCallFacts, signal: unknown): JoinedScope<McpCall> {
  const startMillis = scope.now();
  const answer = new McpCallAnswer(scope, "client", facts);
  const { [genAi.GEN_AI_TOOL_NAME]: _name, ...attributes } = facts.attributes;
  scope.note(attributes);
  requestSent(scope);
  const measure = (): void => {
    requestOver(scope);
    answer.measure((scope.now() - startMillis) / 1000, answer.errorType);
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
