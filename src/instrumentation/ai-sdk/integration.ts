import { attempt } from "../../internal/attempt.ts";
import type { LlmOptions } from "../../record/scopes/llm.ts";
import { readPath } from "../read-path.ts";
import { recordingClient } from "../recording-client.ts";
import { makesToldRequest } from "../told-request.ts";
import { belongsToCall, claim, claimUnseen } from "./claims.ts";
import { type EmbedTelemetry, embedTelemetry } from "./embed-telemetry.ts";
import { identityIn } from "./identity.ts";
import type { RequestCall } from "./model-call.ts";
import { llmOptions, namedModel } from "./model-facts.ts";
import { recordedParts } from "./recorded-parts.ts";
import { Run } from "./run.ts";

/** What the AI SDK asks its telemetry to run for it. */
interface Execution<T> {
  readonly callId: string;
  execute(): PromiseLike<T>;
}

/** A telemetry integration of AI SDK 7, to give to `registerTelemetry()` or to the `integrations` of one call. */
export interface AiSdkIntegration extends EmbedTelemetry {
  onStart(event: unknown): void;
  executeLanguageModelCall<T>(options: Execution<T>): PromiseLike<T>;
  executeTool<T>(options: Execution<T> & { readonly toolCallId: string }): PromiseLike<T>;
  onToolExecutionEnd(event: unknown): void;
  onObjectStepStart(event: unknown): void;
  onObjectStepEnd(event: unknown): void;
  onEnd(event: unknown): void;
  onAbort(event: unknown): void;
  onError(event: unknown): void;
}

interface OpenRun {
  readonly run: Run;
  readonly isStream: boolean;
  /** The one request of `generateObject` and `streamObject`, whose telemetry tells of it and does not run it. */
  object?: { readonly call: RequestCall };
}

const RUNS = new Set(["ai.generateText", "ai.streamText", "ai.generateObject", "ai.streamObject"]);

/** More runs than are open at once: beyond it the oldest are forgotten, and their scopes end as any scope that is left open. */
const MAX_RUNS = 10_000;

/** Makes the integration that records through the client that is active where the AI SDK is called. */
export function createIntegration(onStart: () => void = () => undefined): AiSdkIntegration {
  const open = new Map<unknown, OpenRun>();
  const runOf = (event: unknown): Run | undefined => open.get(readPath(event, "callId"))?.run;
  const embed = embedTelemetry();

  const start = (event: unknown): void => {
    const [callId, operation] = [readPath(event, "callId"), readPath(event, "operationId")];
    const client = recordingClient();
    if (typeof callId !== "string" || typeof operation !== "string" || !RUNS.has(operation)) return;
    if (client === undefined || belongsToCall(client)) return;
    const name = readPath(event, "functionId");
    const isStream = operation.startsWith("ai.stream");
    const run = new Run(client, {
      name: typeof name === "string" ? name : undefined,
      input: readPath(event, "messages") ?? readPath(event, "prompt"),
      system: readPath(event, "instructions") ?? readPath(event, "system"),
      identity: identityIn(readPath(event, "runtimeContext")),
      parts: recordedParts(event),
      mayRepeatStreams: true,
      isStream,
      onClose: () => open.delete(callId),
    });
    open.set(callId, { run, isStream });
    const [oldest] = open.size > MAX_RUNS ? open.keys() : [];
    if (oldest !== undefined) open.delete(oldest);
  };

  return {
    ...embed,
    onStart(event) {
      attempt(onStart);
      attempt(() => start(event));
    },
    executeLanguageModelCall({ execute, ...event }) {
      const found = open.get(event.callId);
      const call = attempt(() => found?.run.call(() => requestOptions(event, found.isStream)));
      return call === undefined ? execute() : call.attempt(execute);
    },
    executeTool({ execute, ...event }) {
      const run = open.get(event.callId)?.run;
      const tool = readPath(event, "toolCall");
      const name = readPath(tool, "toolName");
      const started = { name: typeof name === "string" ? name : "unknown", callId: event.toolCallId };
      const handle = attempt(() => run?.startTool({ ...started, arguments: readPath(tool, "input") }));
      if (handle === undefined) return execute();
      const result = handle.run(execute);
      // A run that keeps inputs or outputs from telemetry tells of no error, or of another one.
      result.then(undefined, (error: unknown) => attempt(() => run?.endTool(event.toolCallId, { error })));
      return result;
    },
    onToolExecutionEnd(event) {
      attempt(() => {
        const output = readPath(event, "toolOutput");
        const error = readPath(output, "type") === "tool-error" ? readPath(output, "error") : undefined;
        const callId = readPath(event, "toolCall", "toolCallId");
        const end = error === undefined ? { output: readPath(output, "output") } : { error };
        runOf(event)?.endTool(callId, end);
      });
    },
    onObjectStepStart(event) {
      attempt(() => {
        const found = open.get(readPath(event, "callId"));
        const prompt = readPath(event, "promptMessages");
        if (found === undefined) return;
        const settings = {
          prompt,
          providerOptions: readPath(event, "providerOptions"),
          responseFormat: { type: "json" },
        };
        const call = found.run.call(() => llmOptions(modelIn(event), settings, found.isStream));
        found.object = { call };
        if (recordedParts(event).inputs) claim(prompt, call);
        else claimUnseen(call);
        makesToldRequest(call, readPath(event, "modelId"));
      });
    },
    onObjectStepEnd(event) {
      attempt(() => open.get(readPath(event, "callId"))?.object?.call.answer(toResult(event)));
    },
    onEnd(event) {
      attempt(() => {
        const messages = readPath(event, "responseMessages");
        if (messages !== undefined) runOf(event)?.root.output(messages);
        runOf(event)?.close();
        embed.onEmbedOver(event);
      });
    },
    onAbort: (event) => void attempt(() => runOf(event)?.calledOff(readPath(event, "reason"))),
    onError(event) {
      attempt(() => {
        const found = open.get(readPath(event, "callId"));
        const error = readPath(event, "error");
        embed.onEmbedOver(event);
        if (found === undefined) return;
        if (found.object?.call.isOver === false) found.object.call.fail(error);
        found.run.failed(error);
        found.run.close();
      });
    },
  };
}

function modelIn(event: unknown) {
  return namedModel(readPath(event, "provider"), readPath(event, "modelId"));
}

function requestOptions(event: object, isStream: boolean): LlmOptions {
  return llmOptions(modelIn(event), event, isStream);
}

/** The step of an object as a model's result. */
function toResult(step: unknown): unknown {
  const [usage, finishReason] = [readPath(step, "usage"), readPath(step, "finishReason")];
  const [response, providerMetadata] = [readPath(step, "response"), readPath(step, "providerMetadata")];
  const text = readPath(step, "objectText");
  return {
    usage,
    finishReason,
    response,
    providerMetadata,
    content: typeof text === "string" ? [{ type: "text", text }] : [],
  };
}
