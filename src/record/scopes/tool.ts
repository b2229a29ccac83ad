import { guard } from "../../internal/guard.ts";
import { isList } from "../../internal/own-keys.ts";
import type { TelemetryAttributes } from "../../internal/telemetry-record.ts";
import { type TapedRun, toolTape } from "../../internal/tool-tape.ts";
import * as own from "../../semconv/agentscribe-attributes.ts";
import * as core from "../../semconv/core-attributes.ts";
import * as genAi from "../../semconv/gen-ai-attributes.ts";
import { METRICS } from "../../semconv/metrics.ts";
import { captureValue } from "../capture-messages.ts";
import { type AttributeDraft, finite, label, present, put, putAll, read } from "../present.ts";
import type { Recorder } from "../recorder.ts";
import type { Scope } from "../scope.ts";
import { createScopeHandle, extendHandle, type ScopeHandle } from "../scope-handle.ts";
import type { ScopeEnd } from "../scope-plan.ts";
import type { ScopeOptions, ScopeType } from "../scope-type.ts";
import { watchToolCall } from "../tell/watch-loops.ts";
import { userAttributes } from "../user-attributes.ts";

/** The skill that a tool call loads, reads from or runs a command of. */
export interface SkillFacts {
  readonly name?: string;
  /** Content of kind `toolDescriptions`. */
  readonly description?: string;
  readonly sourceUri?: string;
  /** Path inside the skill. */
  readonly resource?: string;
}

/** What is known of a call of a tool before it runs. */
export interface ToolOptions extends ScopeOptions {
  readonly name: string;
  /** The id that the model gave the call. */
  readonly callId?: string;
  /** Content of kind `toolArguments`; its size is kept. */
  readonly arguments?: unknown;
  /** Content of kind `toolDescriptions`. */
  readonly description?: string;
  /** `function`, `extension`, `datastore`, or another word. @defaultValue function */
  readonly type?: string;
  readonly skill?: SkillFacts;
}

/** An open call of a tool. */
export interface ToolHandle extends ScopeHandle {
  /** The result, when it is not what the function returns. Content of kind `toolResults`; its size is kept. */
  result(value: unknown): void;
}

const EXECUTION: TelemetryAttributes = { [genAi.GEN_AI_OPERATION_NAME]: "execute_tool" };

/** One execution of a tool by the application: `execute_tool`. */
export const tool: ScopeType<ToolOptions, ToolHandle> = {
  ownsStreams: true,
  limitedAs: "tool",
  draft(recorder, options) {
    const { ports } = recorder;
    const given = label(read(options, "name")) ?? "unknown";
    const name = ports.names.name("tool", given);
    const type = label(read(options, "type")) ?? "function";
    const skill = read(options, "skill");
    let result: { value: unknown } | undefined;
    const tape = toolTape();
    let taped: TapedRun | undefined;
    const attributes = executionAttributes(recorder, options, name, type);
    return {
      plan: {
        kind: "tool",
        spanName: `execute_tool ${name}`,
        spanKind: "internal",
        attributes,
        count(scope, end) {
          countTool(recorder, scope, end, name);
          if (result !== undefined && end.errorType === undefined) captureResult(scope, result.value);
        },
        finish: (scope, end) => measureTool(recorder, scope, end, name, type),
      },
      bind(scope) {
        scope.limits?.runsTool(true, scope);
        captureValue(
          scope,
          "toolArguments",
          genAi.GEN_AI_TOOL_CALL_ARGUMENTS,
          own.TOOL_ARGUMENTS_SIZE,
          read(options, "arguments"),
        );
        describeTool(scope, read(options, "description"), skill);
        watchToolCall(scope, given, read(options, "arguments"));
        return extendHandle(createScopeHandle(scope), {
          result(value: unknown): void {
            if (!scope.isEnded) result = { value };
          },
        });
      },
      // A tool that is started by hand, or told of when it is over, does not come here: no tape can answer for it.
      run:
        tape &&
        ((work) => {
          const facts = { name, arguments: read(options, "arguments") };
          taped = guard(ports.diag, "tape", () => tape.begin(facts), undefined);
          return taped === undefined ? work() : taped.run(work);
        }),
      onResult(value) {
        taped?.settled(value);
        if (value !== undefined) result ??= { value };
      },
      failure(error) {
        taped?.failed(error);
        return undefined;
      },
    };
  },
};

/** What is known of a program before it is run. */
export interface CommandOptions extends ScopeOptions {
  /** The program that is run, such as `git`: `process.executable.name`. */
  readonly executable: string;
  readonly path?: string;
  /** Content of kind `commandArguments`; only their count is kept otherwise. */
  readonly args?: readonly string[];
  /** The tool through which the agent runs commands. @defaultValue command */
  readonly tool?: string;
  readonly callId?: string;
  /** Content of kind `toolDescriptions`. */
  readonly description?: string;
  /** The type of that tool. @defaultValue function */
  readonly type?: string;
  readonly skill?: SkillFacts;
}

/** A program that is being run. */
export interface CommandHandle extends ScopeHandle {
  /** The exit code of the process. Other than 0 it marks the scope as failed with `exit_<code>`. */
  exitCode(code: number): void;
  /** What the process wrote, when it is not what the function returns. Content of kind `toolResults`; its size is kept. */
  result(value: unknown): void;
}

/** A tool that runs one process: `execute_tool` with the process it ran. */
export const command: ScopeType<CommandOptions, CommandHandle> = {
  ownsStreams: false,
  limitedAs: "tool",
  draft(recorder, options) {
    const { ports } = recorder;
    const given = label(read(options, "tool")) ?? "command";
    const name = ports.names.name("tool", given);
    const type = label(read(options, "type")) ?? "function";
    const args = read(options, "args");
    let result: { value: unknown } | undefined;
    const attributes = executionAttributes(recorder, options, name, type);
    put(attributes, core.PROCESS_EXECUTABLE_NAME, label(read(options, "executable")));
    put(attributes, core.PROCESS_EXECUTABLE_PATH, label(read(options, "path")));
    if (isList(args)) attributes[own.COMMAND_ARGUMENT_COUNT] = args.length;
    return {
      plan: {
        kind: "command",
        spanName: `execute_tool ${name}`,
        spanKind: "internal",
        attributes,
        count(scope, end) {
          countTool(recorder, scope, end, name);
          // What a process that failed has written is what the model gets to see.
          if (result !== undefined) captureResult(scope, result.value);
        },
        finish: (scope, end) => measureTool(recorder, scope, end, name, type),
      },
      onResult(value) {
        if (value !== undefined && !isUnderWay(value)) result ??= { value };
      },
      bind(scope) {
        scope.limits?.runsTool(true, scope);
        if (isList(args)) captureValue(scope, "commandArguments", own.COMMAND_ARGUMENTS, undefined, args);
        describeTool(scope, read(options, "description"), read(options, "skill"));
        watchToolCall(scope, given, isList(args) ? [read(options, "executable"), args] : undefined);
        return extendHandle(createScopeHandle(scope), {
          exitCode(code: number): void {
            const exit = finite(code);
            if (exit === undefined || scope.isEnded) return;
            scope.note({ [core.PROCESS_EXIT_CODE]: exit });
            if (exit !== 0) scope.fail({ type: `exit_${exit}` });
          },
          result(value: unknown): void {
            if (!scope.isEnded) result = { value };
          },
        });
      },
    };
  },
};

/** What the span of every execution says, whether of a function or of a program. */
function executionAttributes(recorder: Recorder, options: unknown, name: string, type: string): AttributeDraft {
  const skill = read(options, "skill");
  const attributes: AttributeDraft = { ...userAttributes(recorder.ports, read(options, "attributes"), EXECUTION) };
  putAll(attributes, EXECUTION);
  put(attributes, genAi.GEN_AI_TOOL_NAME, name);
  put(attributes, genAi.GEN_AI_TOOL_TYPE, type);
  put(attributes, genAi.GEN_AI_TOOL_CALL_ID, label(read(options, "callId")));
  if (skill !== undefined) putAll(attributes, present(skillAttributes(recorder, skill)));
  return attributes;
}

function captureResult(scope: Scope, value: unknown): void {
  captureValue(scope, "toolResults", genAi.GEN_AI_TOOL_CALL_RESULT, own.TOOL_RESULT_SIZE, value);
}

/** A process or a stream that goes on, rather than what it gave. */
function isUnderWay(value: unknown): boolean {
  return typeof read(value, "on") === "function" || typeof read(value, Symbol.asyncIterator) === "function";
}

function skillAttributes(recorder: Recorder, skill: unknown): Readonly<Record<string, string | undefined>> {
  const name = label(read(skill, "name"));
  return {
    [genAi.GEN_AI_SKILL_NAME]: name === undefined ? undefined : recorder.ports.names.name("skill", name),
    [genAi.GEN_AI_SKILL_RESOURCE_NAME]: label(read(skill, "resource")),
    [genAi.GEN_AI_SKILL_SOURCE_URI]: label(read(skill, "sourceUri")),
  };
}

function describeTool(scope: Scope, description: unknown, skill: unknown): void {
  const { content } = scope.recorder.ports;
  for (const [key, value] of [
    [genAi.GEN_AI_TOOL_DESCRIPTION, description],
    [genAi.GEN_AI_SKILL_DESCRIPTION, read(skill, "description")],
  ] as const) {
    if (value === undefined) continue;
    const text = content.text("toolDescriptions", value, scope.budget);
    if (text === undefined) scope.withhold("toolDescriptions", content.size(value));
    else scope.span.setContent("toolDescriptions", key, text);
  }
}

function countTool(recorder: Recorder, scope: Scope, end: ScopeEnd, name: string): void {
  const failed = end.errorType !== undefined;
  scope.limits?.runsTool(false, scope);
  scope.add({ toolCalls: 1, errors: failed ? 1 : 0 });
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
  if (recorder.ports.monitor === undefined || scope.failure?.aborted === true) return;
  recorder.ports.monitor.toolCall({
    atMillis: end.endTimeMillis,
    tool: name,
    failed: end.errorType !== undefined,
    durationMillis: end.endTimeMillis - scope.startTimeMillis,
  });
}
