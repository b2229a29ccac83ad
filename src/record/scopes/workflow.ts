import { ERROR_TYPE } from "../../semconv/core-attributes.ts";
import * as genAi from "../../semconv/gen-ai-attributes.ts";
import { METRICS } from "../../semconv/metrics.ts";
import { captureMessages } from "../capture-messages.ts";
import { label, read } from "../given-value.ts";
import { present } from "../present.ts";
import { createScopeHandle, extendHandle, type ScopeHandle } from "../scope-handle.ts";
import type { ScopeOptions, ScopeType } from "../scope-type.ts";
import { totalsAttributes } from "../totals-attributes.ts";
import { userAttributes } from "../user-attributes.ts";

/** What is known of a run of a workflow when it starts. */
export interface WorkflowOptions extends ScopeOptions {
  /** One of few names; no class name, no id. */
  readonly name?: string | undefined;
  /** The conversation or thread that the run belongs to, as the application knows it; everything inside carries it. */
  readonly conversationId?: string | undefined;
  /** Content of kind `prompts`. */
  readonly input?: unknown;
}

/** An open run of a workflow. */
export interface WorkflowHandle extends ScopeHandle {
  /** Content of kind `responses`. */
  output(messages: unknown): void;
}

/** A run that coordinates several agents or model calls: `invoke_workflow`. */
export const workflow: ScopeType<WorkflowOptions, WorkflowHandle> = {
  ownsStreams: true,
  draft(recorder, given) {
    // Read and let go of when the run starts, with all content in it: a run may go on for days, and its handle is kept for longer.
    let options: WorkflowOptions | undefined = given;
    const ownName = label(read(options, "name"));
    const name = ownName === undefined ? undefined : recorder.ports.names.name("workflow", ownName);
    const conversationId = label(read(options, "conversationId"));
    return {
      plan: {
        kind: "workflow",
        spanName: name === undefined ? "invoke_workflow" : `invoke_workflow ${name}`,
        spanKind: "internal",
        ...(conversationId !== undefined && { stamp: { [genAi.GEN_AI_CONVERSATION_ID]: conversationId } }),
        attributes: {
          ...userAttributes(recorder.ports, read(options, "attributes")),
          ...present({ [genAi.GEN_AI_OPERATION_NAME]: "invoke_workflow", [genAi.GEN_AI_WORKFLOW_NAME]: name }),
        },
        finish(scope, end) {
          scope.span.setAttributes(totalsAttributes(scope, scope.tree.read(end.endTimeMillis), end.durationSeconds));
          const labels = present({ [genAi.GEN_AI_WORKFLOW_NAME]: name, [ERROR_TYPE]: end.errorType });
          recorder.instruments.measure(METRICS.workflowDuration, end.durationSeconds, labels, scope.context);
        },
      },
      bind(scope) {
        captureMessages(scope, "prompts", genAi.GEN_AI_INPUT_MESSAGES, read(options, "input"));
        options = undefined;
        return extendHandle(createScopeHandle(scope), {
          output(messages: unknown): void {
            if (!scope.isEnded) captureMessages(scope, "responses", genAi.GEN_AI_OUTPUT_MESSAGES, messages);
          },
        });
      },
    };
  },
};
