import type { TelemetryAttributes } from "../../internal/telemetry-record.ts";
import { ERROR_TYPE } from "../../semconv/core-attributes.ts";
import * as genAi from "../../semconv/gen-ai-attributes.ts";
import { METRICS } from "../../semconv/metrics.ts";
import type { Provider } from "../../semconv/operations.ts";
import { captureMessages, captureSystem, captureTools } from "../capture-messages.ts";
import { label, labels, read } from "../given-value.ts";
import { countError, measureOperation } from "../measure-operation.ts";
import { present } from "../present.ts";
import type { Recorder } from "../recorder.ts";
import type { Scope } from "../scope.ts";
import { createScopeHandle, extendHandle, type ScopeHandle } from "../scope-handle.ts";
import type { ScopeEnd } from "../scope-plan.ts";
import type { ScopeOptions, ScopeType } from "../scope-type.ts";
import { serverAttributes } from "../server-attributes.ts";
import { tellSpawned, tellSubagentFailed } from "../tell/subagent.ts";
import { totalsAttributes } from "../totals-attributes.ts";
import { userAttributes } from "../user-attributes.ts";

/** What is known of a run of an agent when it starts. */
export interface AgentOptions extends ScopeOptions {
  readonly name?: string | undefined;
  readonly description?: string | undefined;
  /** The model, when the agent uses exactly one. */
  readonly model?: string | undefined;
  readonly dataSourceId?: string | undefined;
  /** The conversation or thread that the run belongs to, as the application knows it; everything inside carries it. */
  readonly conversationId?: string | undefined;
  /** What the agent was asked; content of kind `prompts`. */
  readonly input?: unknown;
  /** Its instructions; content of kind `system`. */
  readonly system?: unknown;
  readonly tools?: readonly unknown[] | undefined;
  /**
   * The service that runs the agent, when it does not run in this process: the span is then of kind CLIENT and carries the agent's id and
   * version.
   */
  readonly remote?: AgentService | undefined;
}

/** A service that hosts agents. */
export interface AgentService {
  readonly provider: Provider;
  readonly serverAddress?: string | undefined;
  readonly serverPort?: number | undefined;
  /** The stable id that the service gave the agent. */
  readonly id?: string | undefined;
  readonly version?: string | undefined;
}

/** An open run of an agent: `invoke_agent`. */
export interface AgentHandle extends ScopeHandle {
  /** What the agent answered; content of kind `responses`. */
  output(messages: unknown): void;
  /** Why the run ended, when it is not the finish reasons of its last model call. */
  finish(reasons: readonly string[]): void;
}

/** One run of an agent: `invoke_agent`. */
export const agent: ScopeType<AgentOptions, AgentHandle> = {
  ownsStreams: true,
  draft(recorder, given) {
    // Read and let go of when the run starts, with all content in it: a run may go on for days, and its handle is kept for longer.
    let options: AgentOptions | undefined = given;
    const { ports } = recorder;
    const remote = read(options, "remote");
    const ownName = label(read(options, "name"));
    const name = ownName === undefined ? undefined : ports.names.name("agent", ownName);
    let reasons: readonly string[] | undefined;
    let model: string | undefined;
    return {
      plan: {
        kind: "agent",
        spanName: name === undefined ? "invoke_agent" : `invoke_agent ${name}`,
        spanKind: remote === undefined ? "internal" : "client",
        agent: ownName,
        // An agent without a name does not bear the name of the agent around it.
        clears: [genAi.GEN_AI_AGENT_NAME],
        stamp: present({
          [genAi.GEN_AI_AGENT_NAME]: name,
          [genAi.GEN_AI_CONVERSATION_ID]: label(read(options, "conversationId")),
        }),
        attributes: {
          ...userAttributes(ports, read(options, "attributes")),
          ...present({
            [genAi.GEN_AI_OPERATION_NAME]: "invoke_agent",
            [genAi.GEN_AI_AGENT_DESCRIPTION]: label(read(options, "description")),
            [genAi.GEN_AI_REQUEST_MODEL]: label(read(options, "model")),
            [genAi.GEN_AI_DATA_SOURCE_ID]: label(read(options, "dataSourceId")),
          }),
          ...(remote !== undefined && remoteAttributes(recorder, remote)),
        },
        finish: (scope, end) =>
          finishAgent(recorder, scope, end, { name, model, reasons, isRemote: remote !== undefined }),
      },
      bind(scope) {
        tellSpawned(scope, name);
        captureSystem(scope, read(options, "system"));
        captureMessages(scope, "prompts", genAi.GEN_AI_INPUT_MESSAGES, read(options, "input"));
        captureTools(scope, read(options, "tools"));
        options = undefined;
        const handle = createScopeHandle(scope);
        const { set } = handle;
        return extendHandle<AgentHandle>(handle, {
          // A framework may learn of the model once the agent runs.
          set(attributes: Readonly<Record<string, unknown>>): void {
            if (!scope.isEnded) model = label(read(attributes, genAi.GEN_AI_REQUEST_MODEL)) ?? model;
            set(attributes);
          },
          output(messages: unknown): void {
            if (!scope.isEnded) captureMessages(scope, "responses", genAi.GEN_AI_OUTPUT_MESSAGES, messages);
          },
          finish(given: readonly string[]): void {
            reasons = labels(given) ?? reasons;
          },
        } as Pick<AgentHandle, "output" | "finish">);
      },
    };
  },
};

/** What a hosted agent is made with: `create_agent`. */
export interface CreateAgentOptions extends ScopeOptions, AgentService {
  readonly name?: string | undefined;
  readonly description?: string | undefined;
  readonly model?: string | undefined;
  readonly system?: unknown;
}

/** The creation of an agent at a service that will run it: `create_agent`. */
export const createAgent: ScopeType<CreateAgentOptions, ScopeHandle> = {
  ownsStreams: false,
  draft(recorder, options) {
    const { ports } = recorder;
    const given = label(read(options, "name"));
    const name = given === undefined ? undefined : ports.names.name("agent", given);
    const attributes: TelemetryAttributes = {
      ...userAttributes(ports, read(options, "attributes")),
      ...present({
        [genAi.GEN_AI_OPERATION_NAME]: "create_agent",
        [genAi.GEN_AI_AGENT_NAME]: name,
        [genAi.GEN_AI_AGENT_DESCRIPTION]: label(read(options, "description")),
        [genAi.GEN_AI_REQUEST_MODEL]: label(read(options, "model")),
      }),
      ...remoteAttributes(recorder, options),
    };
    return {
      plan: {
        kind: "create_agent",
        spanName: name === undefined ? "create_agent" : `create_agent ${name}`,
        spanKind: "client",
        attributes,
        count: countError,
        finish: (scope, end) => measureOperation(recorder, scope, end, attributes),
      },
      bind(scope) {
        captureSystem(scope, read(options, "system"));
        return createScopeHandle(scope);
      },
    };
  },
};

function remoteAttributes(recorder: Recorder, service: unknown): TelemetryAttributes {
  return present({
    [genAi.GEN_AI_PROVIDER_NAME]: label(read(service, "provider")),
    [genAi.GEN_AI_AGENT_ID]: label(read(service, "id")),
    [genAi.GEN_AI_AGENT_VERSION]: label(read(service, "version")),
    ...serverAttributes(recorder, service),
  });
}

/** What was told of an agent until it ends. */
interface EndedAgent {
  readonly name: string | undefined;
  /** Where it was not known at the start. */
  readonly model: string | undefined;
  readonly reasons: readonly string[] | undefined;
  readonly isRemote: boolean;
}

function finishAgent(
  recorder: Recorder,
  scope: Scope,
  end: ScopeEnd,
  { name, model = label(scope.plan.attributes[genAi.GEN_AI_REQUEST_MODEL]), reasons, isRemote }: EndedAgent,
): void {
  tellSubagentFailed(scope, name, end);
  const tree = scope.tree.read(end.endTimeMillis);
  const own = scope.own.read(end.endTimeMillis);
  const isCut = end.errorType !== undefined || end.unfinished === true;
  const ended = isCut ? ["error"] : (reasons ?? scope.lastFinishReasons ?? ["stop"]);
  scope.span.setAttributes({
    ...totalsAttributes(scope, tree, end.durationSeconds),
    [genAi.GEN_AI_RESPONSE_FINISH_REASONS]: ended,
    [genAi.GEN_AI_USAGE_INPUT_TOKENS]: tree.usage.inputTokens,
    [genAi.GEN_AI_USAGE_OUTPUT_TOKENS]: tree.usage.outputTokens,
  });
  if (isRemote) {
    measureOperation(recorder, scope, end, scope.plan.attributes);
    return;
  }
  const labels = present({ [genAi.GEN_AI_AGENT_NAME]: name });
  const { instruments } = recorder;
  const durationLabels = present({ ...labels, [genAi.GEN_AI_REQUEST_MODEL]: model, [ERROR_TYPE]: end.errorType });
  instruments.measure(METRICS.agentDuration, end.durationSeconds, durationLabels, scope.context);
  instruments.measure(METRICS.agentInferenceCalls, own.inferenceCalls, labels, scope.context);
  instruments.measure(METRICS.agentToolCalls, own.toolCalls, labels, scope.context);
}
