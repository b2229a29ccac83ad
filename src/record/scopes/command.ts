import { isList } from "../../internal/own-keys.ts";
import * as own from "../../semconv/agentscribe-attributes.ts";
import * as core from "../../semconv/core-attributes.ts";
import { captureValue } from "../capture-messages.ts";
import { finite, label, read } from "../given-value.ts";
import { put } from "../present.ts";
import { createScopeHandle, extendHandle, type ScopeHandle } from "../scope-handle.ts";
import type { ScopeOptions, ScopeType } from "../scope-type.ts";
import { watchToolCall } from "../tell/watch-loops.ts";
import { describeTool, executionAttributes, executionPlan, type SkillFacts } from "./tool-execution.ts";

/** What is known of a program before it is run. */
export interface CommandOptions extends ScopeOptions {
  /** The program that is run, such as `git`: `process.executable.name`. */
  readonly executable: string;
  readonly path?: string | undefined;
  /** Content of kind `commandArguments`; only their count is kept otherwise. */
  readonly args?: readonly string[] | undefined;
  /** The tool through which the agent runs commands. @defaultValue command */
  readonly tool?: string | undefined;
  readonly callId?: string | undefined;
  /** Content of kind `toolDescriptions`. */
  readonly description?: string | undefined;
  /** The type of that tool. @defaultValue function */
  readonly type?: string | undefined;
  readonly skill?: SkillFacts | undefined;
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
    const executable = label(read(options, "executable"));
    put(attributes, core.PROCESS_EXECUTABLE_NAME, executable);
    put(attributes, core.PROCESS_EXECUTABLE_PATH, label(read(options, "path")));
    if (isList(args)) attributes[own.COMMAND_ARGUMENT_COUNT] = args.length;
    return {
      // What a process that failed has written is what the model gets to see, too.
      plan: executionPlan(recorder, "command", name, type, attributes, () => result),
      onResult(value) {
        if (value !== undefined && !isUnderWay(value)) result ??= { value };
      },
      bind(scope) {
        scope.limits?.runsTool(true, scope);
        if (isList(args)) captureValue(scope, "commandArguments", own.COMMAND_ARGUMENTS, undefined, args, executable);
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

/** A process or a stream that goes on, rather than what it gave. */
function isUnderWay(value: unknown): boolean {
  return typeof read(value, "on") === "function" || typeof read(value, Symbol.asyncIterator) === "function";
}
