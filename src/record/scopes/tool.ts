import { guard } from "../../internal/guard.ts";
import { type TapedRun, toolTape } from "../../internal/tool-tape.ts";
import * as own from "../../semconv/agentscribe-attributes.ts";
import * as genAi from "../../semconv/gen-ai-attributes.ts";
import { captureValue } from "../capture-messages.ts";
import { label, read } from "../given-value.ts";
import { createScopeHandle, extendHandle, type ScopeHandle } from "../scope-handle.ts";
import type { ScopeOptions, ScopeType } from "../scope-type.ts";
import { watchToolCall } from "../tell/watch-loops.ts";
import { describeTool, executionAttributes, executionPlan, type SkillFacts } from "./tool-execution.ts";

/** What is known of a call of a tool before it runs. */
export interface ToolOptions extends ScopeOptions {
  readonly name: string;
  /** The id that the model gave the call. */
  readonly callId?: string | undefined;
  /** Content of kind `toolArguments`; its size is kept. */
  readonly arguments?: unknown;
  /** Content of kind `toolDescriptions`. */
  readonly description?: string | undefined;
  /** `function`, `extension`, `datastore`, or another word. @defaultValue function */
  readonly type?: string | undefined;
  readonly skill?: SkillFacts | undefined;
}

/** An open call of a tool. */
export interface ToolHandle extends ScopeHandle {
  /** The result, when it is not what the function returns. Content of kind `toolResults`; its size is kept. */
  result(value: unknown): void;
}

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
      plan: executionPlan(recorder, "tool", name, type, attributes, (end) =>
        end.errorType === undefined ? result : undefined,
      ),
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
