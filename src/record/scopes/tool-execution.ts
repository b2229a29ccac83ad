import type { TelemetryAttributes } from "../../internal/telemetry-record.ts";
import * as own from "../../semconv/agentscribe-attributes.ts";
import * as core from "../../semconv/core-attributes.ts";
import * as genAi from "../../semconv/gen-ai-attributes.ts";
import { METRICS } from "../../semconv/metrics.ts";
import { captureValue, setCaptured } from "../capture-messages.ts";
import { label, read } from "../given-value.ts";
import { type AttributeDraft, present, put, putAll } from "../present.ts";
import type { Recorder } from "../recorder.ts";
import type { Scope } from "../scope.ts";
import type { ScopeEnd, ScopePlan } from "../scope-plan.ts";
import { addTotals } from "../scope-totals.ts";
import { userAttributes } from "../user-attributes.ts";

/** The skill that a tool call loads, reads from or runs a command of. */
export interface SkillFacts {
  readonly name?: string | undefined;
  /** Content of kind `toolDescriptions`. */
  readonly description?: string | undefined;
  readonly sourceUri?: string | undefined;
  /** Path inside the skill. */
  readonly resource?: string | undefined;
}

const EXECUTION: TelemetryAttributes = { [genAi.GEN_AI_OPERATION_NAME]: "execute_tool" };

/** What the span of every execution says, whether of a function or of a program. */
export function executionAttributes(recorder: Recorder, options: unknown, name: string, type: string): AttributeDraft {
  const skill = read(options, "skill");
  const attributes: AttributeDraft = { ...userAttributes(recorder.ports, read(options, "attributes"), EXECUTION) };
  putAll(attributes, EXECUTION);
  put(attributes, genAi.GEN_AI_TOOL_NAME, name);
  put(attributes, genAi.GEN_AI_TOOL_TYPE, type);
  put(attributes, genAi.GEN_AI_TOOL_CALL_ID, label(read(options, "callId")));
  if (skill !== undefined) putAll(attributes, present(skillAttributes(recorder, skill)));
  return attributes;
}

/** What the tool gave, to be read by the model. */
function captureResult(scope: Scope, value: unknown): void {
  captureValue(scope, "toolResults", genAi.GEN_AI_TOOL_CALL_RESULT, own.TOOL_RESULT_SIZE, value);
}

function skillAttributes(recorder: Recorder, skill: unknown): Readonly<Record<string, string | undefined>> {
  const name = label(read(skill, "name"));
  return {
    [genAi.GEN_AI_SKILL_NAME]: name === undefined ? undefined : recorder.ports.names.name("skill", name),
    [genAi.GEN_AI_SKILL_RESOURCE_NAME]: label(read(skill, "resource")),
    [genAi.GEN_AI_SKILL_SOURCE_URI]: label(read(skill, "sourceUri")),
  };
}

/** Texts that say what the tool and its skill are for. */
export function describeTool(scope: Scope, description: unknown, skill: unknown): void {
  const { content } = scope.recorder.ports;
  for (const [key, value] of [
    [genAi.GEN_AI_TOOL_DESCRIPTION, description],
    [genAi.GEN_AI_SKILL_DESCRIPTION, read(skill, "description")],
  ] as const) {
    if (value === undefined) continue;
    const text = content.text("toolDescriptions", value, { budget: scope.budget });
    if (text === undefined) scope.withhold("toolDescriptions", content.size(value));
    else setCaptured(scope, "toolDescriptions", key, text);
  }
}

/**
 * The span of an execution, how it is counted in the totals of the scopes around and measured.
 *
 * @param gave - asked once it is over: what the model gets to see of it
 */
export function executionPlan(
  recorder: Recorder,
  kind: "tool" | "command",
  name: string,
  type: string,
  attributes: AttributeDraft,
  gave: (end: ScopeEnd) => { readonly value: unknown } | undefined,
): ScopePlan {
  return {
    kind,
    spanName: `execute_tool ${name}`,
    spanKind: "internal",
    attributes,
    count(scope, end) {
      countTool(recorder, scope, end, name);
      const result = gave(end);
      if (result !== undefined) captureResult(scope, result.value);
    },
    finish: (scope, end) => measureTool(recorder, scope, end, name, type),
  };
}

function countTool(recorder: Recorder, scope: Scope, end: ScopeEnd, name: string): void {
  const failed = end.errorType !== undefined;
  scope.limits?.runsTool(false, scope);
  addTotals(scope, { toolCalls: 1, errors: failed ? 1 : 0 });
  const agent = scope.inherited[genAi.GEN_AI_AGENT_NAME];
  recorder.snapshot.tool(
    name,
    end.endTimeMillis - scope.startTimeMillis,
    failed,
    typeof agent === "string" ? agent : undefined,
  );
}

function measureTool(recorder: Recorder, scope: Scope, end: ScopeEnd, name: string, type: string): void {
  const labels = recorder.labels
    .with(genAi.GEN_AI_TOOL_NAME, name)
    .with(genAi.GEN_AI_TOOL_TYPE, type)
    .with(genAi.GEN_AI_AGENT_NAME, scope.inherited[genAi.GEN_AI_AGENT_NAME])
    .with(core.ERROR_TYPE, end.errorType).attributes;
  recorder.instruments.measure(METRICS.toolDuration, end.durationSeconds, labels, scope.context);
  watchTool(scope, end, name);
}

/** Shows an execution to whoever looks for what leaves the usual, unless its caller called it off. */
export function watchTool(scope: Scope, end: ScopeEnd, tool: string): void {
  if (scope.failure?.aborted === true) return;
  scope.recorder.ports.monitor?.toolCall({
    atMillis: end.endTimeMillis,
    tool,
    failed: end.errorType !== undefined,
    durationMillis: end.endTimeMillis - scope.startTimeMillis,
  });
}
