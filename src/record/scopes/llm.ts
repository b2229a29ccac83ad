import { contained } from "../../internal/guard.ts";
import { inputOf, readRequest, toMessages, toolsOf } from "../../providers/index.ts";
import * as own from "../../semconv/agentscribe-attributes.ts";
import { GEN_AI_SYSTEM, systemOf } from "../../semconv/gen-ai-1-36-attributes.ts";
import * as genAi from "../../semconv/gen-ai-attributes.ts";
import type { InferenceOperation, Provider } from "../../semconv/operations.ts";
import type { Usage } from "../../semconv/usage.ts";
import { bindMethods } from "../bound-methods.ts";
import { captureMessages, captureSystem, captureTools } from "../capture-messages.ts";
import { finite, label, read } from "../given-value.ts";
import type { AnswerFacts } from "../llm/answer-facts.ts";
import { type SizeOf, textSize } from "../llm/estimate-usage.ts";
import { countCall, finishCall } from "../llm/finish-call.ts";
import { type HttpResponseFacts, recordHttpResponse } from "../llm/http-response.ts";
import { LlmState } from "../llm/llm-state.ts";
import { openBodies } from "../llm/raw-bodies.ts";
import { putRequestAttributes } from "../llm/request-attributes.ts";
import { type RetryFacts, recordRetry } from "../llm/retry.ts";
import { type AttributeDraft, put } from "../present.ts";
import { capturePromptVariables } from "../prompt-variables.ts";
import type { Scope } from "../scope.ts";
import { OpenScopeHandle, type ScopeHandle } from "../scope-handle.ts";
import type { ScopeOptions, ScopeType } from "../scope-type.ts";
import { putServerAttributes } from "../server-attributes.ts";
import { userAttributes } from "../user-attributes.ts";

/** What is known of a model call before it is sent. */
export interface LlmOptions extends ScopeOptions {
  readonly provider: Provider;
  readonly model?: string | undefined;
  /** @defaultValue chat */
  readonly operation?: InferenceOperation | undefined;
  /** Messages sent, in the provider's shape; content of kind `prompts`. */
  readonly input?: unknown;
  /** Instructions given apart from the messages; content of kind `system`. */
  readonly system?: unknown;
  /** Tools offered, in the provider's shape. */
  readonly tools?: unknown;
  /** Host of the API. @defaultValue the provider's own */
  readonly serverAddress?: string | undefined;
  /** @defaultValue 443 */
  readonly serverPort?: number | undefined;
  /** What the call is for, one of few words: `main`, `compaction`, `title` ... */
  readonly purpose?: string | undefined;
  /** The request as given to the provider's client: model, parameters, messages, instructions and tools are read from it. */
  readonly request?: unknown;
  /** The body of the request as it is sent, a text or bytes; content of kind `rawBodies`. @defaultValue `request`, unless `input` is given apart from it */
  readonly requestBody?: unknown;
  /** Says of a chunk that the caller did not ask for it: it is read, and the caller does not see it. For wrappers of clients. */
  readonly hidesChunk?: ((chunk: unknown) => boolean) | undefined;
  /** The failure that a chunk tells of, where the client hands such chunks on and throws nothing; absent when there is none. For wrappers of clients. */
  readonly failureIn?: ((chunk: unknown) => unknown) | undefined;
  /** What the function returns is what the provider answered and nothing of the application's, so one that is an error is a failure. For wrappers of clients. */
  readonly returnsAnswer?: boolean | undefined;
  /** Pulling the stream runs no code that records, so it need not run inside the call. For wrappers of clients. */
  readonly isPlainlyPulled?: boolean | undefined;
  /** The stream in a result that keeps it in a property of its own, as AWS's clients do. For wrappers of clients. */
  readonly streamIn?: ((result: unknown) => unknown) | undefined;
  /**
   * Says of a result, or, without one, of a stream that was left, that the model is still at work on it: the call then stays open until its `end()`. For
   * wrappers of clients.
   */
  readonly staysOpen?: ((result: unknown) => boolean) | undefined;
  /** Name and version of the prompt template, and what it was filled with: content of kind `prompts`. */
  readonly prompt?:
    | {
        readonly name: string;
        readonly version?: string | undefined;
        readonly variables?: Readonly<Record<string, unknown>> | undefined;
      }
    | undefined;
}

/** An open model call. */
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
  /** The stream was left before its end: usage that did not arrive is unknown. */
  cancelled(): void;
  /** Messages that were sent, where `input` could not say them all: in a live session they come while the model answers. The last ones given win. */
  input(messages: unknown): void;
  /** Messages the model wrote, when no response is given. */
  output(messages: unknown): void;
  finish(reasons: string | readonly string[]): void;
  /** What you know of the answer when no response is given, or know better than it: its id, the model that gave it ... */
  answered(facts: AnswerFacts): void;
  /** An attempt failed and another follows; the call itself goes on. */
  retry(facts?: RetryFacts): void;
  /** Cost in US dollars as the provider states it; wins over any table. */
  cost(usd: number): void;
  /** What stands around the answer: where it came from, request id, rate limits. The last one given wins. */
  httpResponse(facts: HttpResponseFacts): void;
}

/** Where Azure keeps the resources that serve models. */
const AZURE_NAMESPACE = "Microsoft.CognitiveServices";

/** One model call: `chat`, `generate_content` or `text_completion`. */
export const llm: ScopeType<LlmOptions, LlmCall> = {
  ownsStreams: true,
  limitedAs: "call",
  draft(recorder, options) {
    const { ports } = recorder;
    const request = read(options, "request");
    const provider = label(read(options, "provider")) ?? "unknown";
    const operation = label(read(options, "operation")) ?? "chat";
    const facts = request === undefined ? undefined : readRequest(request, { provider, operation });
    const model = label(read(options, "model")) ?? label(facts?.model);
    const prompt = read(options, "prompt");
    const attributes: AttributeDraft = { ...userAttributes(ports, read(options, "attributes")) };
    put(attributes, genAi.GEN_AI_OPERATION_NAME, operation);
    put(attributes, genAi.GEN_AI_PROVIDER_NAME, provider);
    put(attributes, genAi.GEN_AI_REQUEST_MODEL, model);
    put(attributes, own.LLM_PURPOSE, label(read(options, "purpose")));
    if (prompt !== undefined) {
      const named = label(read(prompt, "name"));
      put(attributes, genAi.GEN_AI_PROMPT_NAME, named && ports.names.name("prompt", named));
      put(attributes, genAi.GEN_AI_PROMPT_VERSION, label(read(prompt, "version")));
    }
    if (provider.startsWith("azure.")) attributes[genAi.AZURE_RESOURCE_PROVIDER_NAMESPACE] = AZURE_NAMESPACE;
    if (ports.semconv === "1.36") put(attributes, GEN_AI_SYSTEM, systemOf(provider));
    putServerAttributes(attributes, recorder, options);
    if (facts !== undefined) putRequestAttributes(attributes, facts, provider);
    const tools = read(options, "tools") ?? toolsOf(facts?.body);
    const sentSize = (sizeOf: SizeOf): number => {
      const input = read(options, "input");
      const messages = input === undefined || input === null ? facts?.input() : toMessages(input);
      return textSize(messages ?? [], sizeOf) + sizeOf(read(options, "system") ?? facts?.system()) + sizeOf(tools);
    };
    const failureIn = functionIn<(item: unknown) => unknown>(options, "failureIn");
    const returnsAnswer = read(options, "returnsAnswer") === true;
    const state = new LlmState(recorder, { provider, operation, model, attributes, tools, sentSize, returnsAnswer });
    return {
      plan: {
        kind: "llm",
        isPriced: true,
        spanName: model === undefined ? operation : `${operation} ${model}`,
        spanKind: "client",
        attributes,
        count(scope, end) {
          countCall(scope, state, end);
          state.bodies?.end();
        },
        finish: (scope, end) => finishCall(scope, state, end),
      },
      isAnswered: () => state.isAnswered,
      readsBodies: true,
      hidesChunk: functionIn<(item: unknown) => boolean>(options, "hidesChunk"),
      isPlainlyPulled: read(options, "isPlainlyPulled") === true,
      streamIn: functionIn<(result: unknown) => unknown>(options, "streamIn"),
      onPiece: ports.content.bodies && ((piece) => state.bodies?.piece(piece)),
      onResult: (value) => state.offerResult(value),
      failure: ports.content.bodies && ((error) => state.bodies?.failed(error)),
      staysOpen: functionIn<(value: unknown) => boolean>(options, "staysOpen"),
      onChunk: failureIn === undefined ? (item) => state.chunk(item) : (item) => chunkOrFailure(state, item, failureIn),
      onCancelled: () => state.streamEnded("cancelled"),
      bind(scope) {
        state.opened(scope);
        captureSystem(scope, read(options, "system") ?? facts?.system());
        captureMessages(scope, "prompts", genAi.GEN_AI_INPUT_MESSAGES, read(options, "input") ?? inputOf(facts?.body));
        captureTools(scope, tools);
        state.bodies = openBodies(scope, options);
        if (prompt !== undefined) capturePromptVariables(scope, read(prompt, "variables"));
        return new OpenLlmCall(scope, state);
      },
    };
  },
};

/** The handle of a model call. What is said after its end is not heard. */
class OpenLlmCall extends OpenScopeHandle implements LlmCall {
  readonly #scope: Scope;
  readonly #state: LlmState;

  constructor(scope: Scope, state: LlmState) {
    super(scope);
    this.#scope = scope;
    this.#state = state;
  }

  response(response: unknown): void {
    this.#whileOpen((state) => state.response(response));
  }

  usage(usage: Usage): void {
    this.#whileOpen((state) => state.usageGiven(usage));
  }

  chunk(chunk?: unknown): void {
    this.#whileOpen((state) => state.chunk(chunk));
  }

  cancelled(): void {
    this.#whileOpen((state) => state.streamEnded("cancelled"));
  }

  input(messages: unknown): void {
    this.#whileOpen(() => captureMessages(this.#scope, "prompts", genAi.GEN_AI_INPUT_MESSAGES, messages));
  }

  output(messages: unknown): void {
    this.#whileOpen((state) => state.outputGiven(messages));
  }

  finish(reasons: string | readonly string[]): void {
    this.#whileOpen((state) => state.finishGiven(reasons));
  }

  answered(facts: AnswerFacts): void {
    this.#whileOpen((state) => state.answerGiven(facts));
  }

  retry(retry?: RetryFacts): void {
    this.#whileOpen((state) => recordRetry(this.#scope, state, retry));
  }

  cost(usd: number): void {
    this.#whileOpen((state) => {
      state.reportedCostUsd = finite(usd) ?? state.reportedCostUsd;
    });
  }

  httpResponse(facts: HttpResponseFacts): void {
    this.#whileOpen((state) => recordHttpResponse(this.#scope, facts, state));
  }

  #whileOpen(fn: (state: LlmState) => void): void {
    if (this.#scope.isEnded) return;
    try {
      fn(this.#state);
    } catch (error) {
      contained(this.#scope.recorder.ports.diag, "llm", error);
    }
  }
}

bindMethods(OpenLlmCall.prototype);

function chunkOrFailure(state: LlmState, item: unknown, failureIn: (item: unknown) => unknown): void {
  state.chunk(item);
  const failure = failureIn(item);
  if (failure !== undefined) state.failed(failure);
}

function functionIn<F>(options: unknown, key: string): F | undefined {
  const value = read(options, key);
  return typeof value === "function" ? (value as F) : undefined;
}
