import { STEP_NAME, WAIT_FOR } from "../../semconv/agentscribe-attributes.ts";
import * as genAi from "../../semconv/gen-ai-attributes.ts";
import { NAME_KINDS, type NameKind } from "../../semconv/name-kind.ts";
import { emitEvent } from "../emit-event.ts";
import { label, read } from "../given-value.ts";
import { type AttributeDraft, present, put } from "../present.ts";
import type { Recorder } from "../recorder.ts";
import { createScopeHandle, type ScopeHandle } from "../scope-handle.ts";
import { parentOf } from "../scope-parent.ts";
import { endWaiting, startWaiting } from "../scope-totals.ts";
import type { ScopeOptions, ScopeType } from "../scope-type.ts";
import { userAttributes } from "../user-attributes.ts";

/** What is known of a step when it starts. */
export interface StepOptions extends ScopeOptions {
  readonly name: string;
  /** Whose name it is, when users give it: what `names` says becomes of it then holds. @defaultValue a word of the application's own */
  readonly nameKind?: NameKind | undefined;
  /** What is done with what the name names, as a word before it: `handoff` makes `step handoff billing`. */
  readonly action?: string | undefined;
}

/** Any part of the work that deserves a span of its own. */
export const step: ScopeType<StepOptions, ScopeHandle> = {
  ownsStreams: true,
  draft(recorder, options) {
    const name = stepName(recorder, options);
    const attributes: AttributeDraft = { ...userAttributes(recorder.ports, read(options, "attributes")) };
    put(attributes, STEP_NAME, name);
    return {
      plan: {
        kind: "step",
        spanName: name === undefined ? "step" : `step ${name}`,
        spanKind: "internal",
        attributes,
      },
      bind: createScopeHandle,
    };
  },
};

function stepName({ ports }: Recorder, options: StepOptions): string | undefined {
  const given = label(read(options, "name"));
  const kind = NAME_KINDS.find((one) => one === read(options, "nameKind"));
  const name = given === undefined || kind === undefined ? given : ports.names.name(kind, given);
  const action = label(read(options, "action"));
  return action === undefined || name === undefined ? (name ?? action) : `${action} ${name}`;
}

/** What is known of a planning phase when it starts. */
export type PlanOptions = ScopeOptions;

/** The planning phase of an agent: `plan`. The model call that makes the plan is a child of it. */
export const plan: ScopeType<PlanOptions, ScopeHandle> = {
  ownsStreams: true,
  draft(recorder, options) {
    const around = recorder.inheritedIn(recorder.contextOf(parentOf(read(options, "parent"))));
    const agent = around[genAi.GEN_AI_AGENT_NAME];
    return {
      plan: {
        kind: "plan",
        spanName: typeof agent === "string" ? `plan ${agent}` : "plan",
        spanKind: "internal",
        attributes: {
          ...userAttributes(recorder.ports, read(options, "attributes")),
          [genAi.GEN_AI_OPERATION_NAME]: "plan",
        },
      },
      bind: createScopeHandle,
    };
  },
};

/** What is known of a wait when it starts. */
export interface WaitOptions extends ScopeOptions {
  /** What is waited for: `approval`, `answer`, `review` ... */
  readonly for: string;
}

/** Waiting for a person. The time does not count as the agent's active time. */
export const wait: ScopeType<WaitOptions, ScopeHandle> = {
  ownsStreams: false,
  draft(recorder, options) {
    const what = label(read(options, "for"));
    return {
      plan: {
        kind: "wait",
        spanName: what === undefined ? "wait" : `wait ${what}`,
        spanKind: "internal",
        attributes: {
          ...userAttributes(recorder.ports, read(options, "attributes")),
          ...present({ [WAIT_FOR]: what }),
        },
        count(scope, end) {
          const durationMs = endWaiting(scope, end.endTimeMillis);
          emitEvent(recorder, "active_time", { type: "user", durationMs }, { scope, timeMillis: end.endTimeMillis });
        },
      },
      bind(scope) {
        startWaiting(scope);
        return createScopeHandle(scope);
      },
    };
  },
};
