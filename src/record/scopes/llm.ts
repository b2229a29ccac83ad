import type { TelemetryAttributes } from "../../internal/telemetry-record.ts";
import { readRequest } from "../../providers/index.ts";
import * as own from "../../semconv/agentscribe-attributes.ts";
import { GEN_AI_SYSTEM } from "../../semconv/gen-ai-1-36-attributes.ts";
import * as genAi from "../../semconv/gen-ai-attributes.ts";
import type { InferenceOperation, Provider } from "../../semconv/operations.ts";
import type { Usage } from "../../semconv/usage.ts";
import { captureMessages, captureSystem, captureTools } from "../capture-messages.ts";
import { countCall, finishCall } from "../llm/finish-call.ts";
import { LlmState } from "../llm/llm-state.ts";
import { requestAttributes } from "../llm/request-attributes.ts";
import { type RetryFacts, recordRetry } from "../llm/retry.ts";
import { finite, label, present, read } from "../present.ts";
import { createScopeHandle, extendHandle, type ScopeHandle } from "../scope-handle.ts";
import type { ScopeOptions, ScopeType } from "../scope-type.ts";
import { serverAttributes } from "../server-attributes.ts";
import { userAttributes } from "../user-attributes.ts";

export interface LlmOptions extends ScopeOptions {
  readonly provider: Provider;
  readonly model?: string;
  /** @defaultValue chat */
  readonly operation?: InferenceOperation;
  /** Messages sent, in the provider's shape; content of kind `prompts`. */
  readonly input?: unknown;
  /** Instructions given apart from the messages; content of kind `system`. */
  readonly system?: unknown;
  /** Tools offered, in the provider's shape. */
  readonly tools?: unknown;
  /** Host of the API. @defaultValue the provider's own */
  readonly serverAddress?: string;
  /** @defaultValue 443 */
  readonly serverPort?: number;
  /** What the call is for, one of few words: `main`, `compaction`, `title` ... */
  readonly purpose?: string;
  /** The request as given to the provider's client: model, parameters, messages, instructions and tools are read from it. */
  readonly request?: unknown;
  /** Name and version of the prompt template. */
  readonly prompt?: { readonly name: string; readonly version?: string };
}

export interface LlmCall extends ScopeHandle {
  /**
   * What the provider answered, as its client gives it: usage, model, id, finish reasons, output. Any known provider's body; what is not
   * recognised is said, never guessed.
   */
  response(response: unknown): void;
  /** Usage by hand, in the normalised form. What is given here wins over what a response says. */
  usage(usage: Usage): void;
  /** A chunk of the stream arrived. Given the chunk, usage and output are gathered from it too. */
  chunk(chunk?: unknown): void;
  /** Messages the model wrote, when no response is given. */
  output(messages: unknown): void;
  finish(reasons: string | readonly string[]): void;
  /** An attempt failed and another follows; the call itself goes on. */
  retry(facts?: RetryFacts): void;
  /** Cost in US dollars as the provider states it; wins over any table. */
  cost(usd: number): void;
}

/** One model call: `chat`, `generate_content` or `text_completion`. */
export const llm: ScopeType<LlmOptions, LlmCall> = {
  ownsStreams: true,
  draft(recorder, options) {
    const { ports } = recorder;
    const request = read(options, "request");
    const provider = label(read(options, "provider")) ?? "unknown";
    const operation = label(read(options, "operation")) ?? "chat";
    const facts = request === undefined ? undefined : readRequest(request, { provider, operation });
    const model = label(read(options, "model")) ?? facts?.model;
    const prompt = read(options, "prompt");
    const attributes: TelemetryAttributes = {
      ...userAttributes(ports, read(options, "attributes")),
      ...present({
        [genAi.GEN_AI_OPERATION_NAME]: operation,
        [genAi.GEN_AI_PROVIDER_NAME]: provider,
        [genAi.GEN_AI_REQUEST_MODEL]: model,
        [own.LLM_PURPOSE]: label(read(options, "purpose")),
        [genAi.GEN_AI_PROMPT_NAME]: label(read(prompt, "name")),
        [genAi.GEN_AI_PROMPT_VERSION]: label(read(prompt, "version")),
        [GEN_AI_SYSTEM]: ports.semconv === "1.36" ? provider : undefined,
      }),
      ...serverAttributes(ports, options),
      ...(facts !== undefined && requestAttributes(facts, provider)),
    };
    const state = new LlmState(recorder, { provider, operation, model, attributes });
    return {
      plan: {
        kind: "llm",
        spanName: model === undefined ? operation : `${operation} ${model}`,
        spanKind: "client",
        attributes,
        count: (scope, end) => countCall(scope, state, end),
        finish: (scope, end) => finishCall(scope, state, end),
      },
      isAnswered: () => state.isAnswered,
      onResult: (value) => state.offerResult(value),
      onChunk: (item) => state.chunk(item),
      onCancelled: () => state.streamEnded("cancelled"),
      bind(scope) {
        state.opened(scope);
        captureSystem(scope, read(options, "system") ?? facts?.system());
        captureMessages(scope, "prompts", genAi.GEN_AI_INPUT_MESSAGES, read(options, "input") ?? messagesOf(request));
        captureTools(scope, read(options, "tools") ?? read(request, "tools"));
        const whileOpen =
          <A extends unknown[]>(fn: (...args: A) => void) =>
          (...args: A): void => {
            if (!scope.isEnded) state.guarded(() => fn(...args));
          };
        return extendHandle(createScopeHandle(scope), {
          response: whileOpen((response: unknown) => state.response(response)),
          usage: whileOpen((usage: Usage) => state.usageGiven(usage)),
          chunk: whileOpen((chunk?: unknown) => state.chunk(chunk)),
          output: whileOpen((messages: unknown) => state.outputGiven(messages)),
          finish: whileOpen((reasons: string | readonly string[]) => state.finishGiven(reasons)),
          retry: whileOpen((retry?: RetryFacts) => recordRetry(scope, state, retry)),
          cost: whileOpen((usd: number) => {
            state.reportedCostUsd = finite(usd) ?? state.reportedCostUsd;
          }),
        });
      },
    };
  },
};

/** The messages of a request as they stand in it: the same objects at each call, so that each is encoded once. */
function messagesOf(request: unknown): unknown {
  return read(request, "messages") ?? read(request, "input") ?? read(request, "contents");
}
