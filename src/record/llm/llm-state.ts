import { guard } from "../../internal/guard.ts";
import { isList } from "../../internal/own-keys.ts";
import type { TelemetryAttributes } from "../../internal/telemetry-record.ts";
import {
  createStreamReader,
  failureOfBody,
  type ProviderReading,
  type ReadHint,
  readResponse,
  type StreamEnd,
  type StreamReader,
  toMessages,
} from "../../providers/index.ts";
import * as own from "../../semconv/agentscribe-attributes.ts";
import * as genAi from "../../semconv/gen-ai-attributes.ts";
import type { Message } from "../../semconv/messages.ts";
import type { Usage } from "../../semconv/usage.ts";
import { captureMessages, captureOutput } from "../capture-messages.ts";
import { failScope } from "../fail-scope.ts";
import { label, labels, read } from "../given-value.ts";
import { operationLabels } from "../measure-operation.ts";
import type { AttributeDraft } from "../present.ts";
import type { Recorder } from "../recorder.ts";
import type { Scope } from "../scope.ts";
import type { CallFacts } from "../snapshot.ts";
import { watchOutput } from "../tell/watch-loops.ts";
import { countRetries } from "./answer-facts.ts";
import { withApi } from "./api-attributes.ts";
import { ChunkTimes } from "./chunk-times.ts";
import type { ConcludedCall } from "./concluded-call.ts";
import { type EstimatedUsage, estimateUsage, type SizeOf } from "./estimate-usage.ts";
import { GivenAnswer } from "./given-answer.ts";
import type { RawBodies } from "./raw-bodies.ts";
import { UsageGuess } from "./usage-guess.ts";

const NOTHING_MENDED: readonly string[] = [];

/** What is known of one model call while it runs. What the application says by hand wins over what a response says. */
export class LlmState {
  readonly provider: string;
  readonly operation: string;
  readonly requestModel: string | undefined;
  readonly attributes: AttributeDraft;
  reportedCostUsd: number | undefined;
  retries = 0;
  readonly inferenceCalls = 1;
  /** As what it was counted when it ended: its price is counted in the same places. */
  counted: CallFacts | undefined;
  isPending = false;
  usageInHeaders: Usage | undefined;
  usdInHeaders: number | undefined;
  /** Present where bodies are recorded. */
  bodies: RawBodies | undefined;
  readonly #recorder: Recorder;
  readonly #hint: ReadHint;
  /** Characters of text in the request. */
  readonly #sentSize: (sizeOf: SizeOf) => number;
  /** The function's own return value is the provider's. */
  readonly #returnsAnswer: boolean;
  #scope: Scope | undefined;
  #reading: ProviderReading | undefined;
  #stream: StreamReader | undefined;
  #streamEnd: StreamEnd | undefined;
  #unrecognized = false;
  #given: GivenAnswer | undefined;
  #chunks: ChunkTimes | undefined;
  #concluded: ConcludedCall | undefined;
  /** What limits take it to use while it goes on. */
  #guess: UsageGuess | undefined;

  constructor(
    recorder: Recorder,
    call: {
      provider: string;
      operation: string;
      model: string | undefined;
      attributes: AttributeDraft;
      tools: unknown;
      sentSize: (sizeOf: SizeOf) => number;
      returnsAnswer: boolean;
    },
  ) {
    this.#recorder = recorder;
    this.#hint = { provider: call.provider, operation: call.operation, tools: call.tools };
    this.#sentSize = call.sentSize;
    this.#returnsAnswer = call.returnsAnswer;
    this.provider = call.provider;
    this.operation = call.operation;
    this.requestModel = call.model;
    this.attributes = call.attributes;
  }

  opened(scope: Scope): void {
    this.#scope = scope;
    if (scope.limits !== undefined) this.#guess = new UsageGuess(scope, this, this.#sentSize);
  }

  /** What was received of a stream so far. */
  received(): ProviderReading | undefined {
    return this.#stream?.reading("cancelled");
  }

  response(response: unknown): void {
    this.bodies?.answer(response);
    const reading = readResponse(response, this.#hint);
    if (reading !== undefined) this.#answered(reading);
    else this.#unrecognized = !this.#failedBy(response);
  }

  /** Chunks received. */
  get chunks(): number {
    return this.#chunks?.count ?? 0;
  }

  get lastChunkMillis(): number | undefined {
    return this.#chunks?.lastMillis;
  }

  /** A response or chunks of one were given by hand. */
  get isAnswered(): boolean {
    return this.#reading !== undefined || this.#chunks !== undefined;
  }

  /** The function's own return value, used when no response was given by hand and it is one that is known. */
  offerResult(value: unknown): void {
    if (this.#reading !== undefined || this.#stream !== undefined) return;
    const inner = read(value, "response") === undefined ? undefined : read(value, "data");
    const outer = readResponse(value, this.#hint);
    const reading = outer ?? (inner === undefined ? undefined : readResponse(inner, this.#hint));
    const answer = outer === undefined ? (inner ?? value) : value;
    if (reading !== undefined) this.#answered(reading);
    else if (!this.#returnsAnswer || !this.#failedBy(answer)) return;
    this.bodies?.answer(answer);
  }

  /** A provider's answer that is none that is known may be an error. */
  #failedBy(answer: unknown): boolean {
    const failure = failureOfBody(answer);
    if (failure !== undefined) this.failed(failure);
    return failure !== undefined;
  }

  #answered(reading: ProviderReading): void {
    this.#reading = reading;
    if (reading.failure !== undefined) this.failed(reading.failure);
  }

  chunk(chunk?: unknown): void {
    const scope = this.#scope;
    if (scope === undefined) return;
    const now = scope.now();
    this.#chunks ??= new ChunkTimes();
    if (this.#chunks.add(now)) this.#measureChunks(scope, this.#chunks);
    scope.run.activity += 1;
    if (chunk === undefined) return;
    this.bodies?.chunk(chunk);
    this.#stream ??= createStreamReader(this.#hint);
    const told = this.#stream.chunk(chunk);
    if (told?.failure !== undefined) this.failed(told.failure);
    this.#guess?.chunk();
  }

  /** A stream of very many chunks is measured with what it told so far of who answers it. */
  #measureChunks(scope: Scope, chunks: ChunkTimes): void {
    const reading = this.received();
    const labels = operationLabels(
      this.#recorder,
      this.attributes,
      this.#given?.model ?? label(reading?.responseModel),
    );
    chunks.measure(scope, withApi(labels, reading, this.provider));
  }

  /** The answer itself told of a failure. */
  failed(error: unknown): void {
    if (this.#scope !== undefined) failScope(this.#scope, error);
  }

  streamEnded(how: StreamEnd): void {
    this.#streamEnd = how;
  }

  get isLeft(): boolean {
    return this.#streamEnd === "cancelled";
  }

  usageGiven(usage: unknown): void {
    this.#told.addUsage(usage);
  }

  answerGiven(facts: unknown): void {
    this.#told.addFacts(facts);
    if (this.#scope !== undefined) countRetries(this.#scope, this, facts);
  }

  outputGiven(messages: unknown): void {
    if (this.#scope === undefined) return;
    this.#told.output = { messages };
    captureMessages(this.#scope, "responses", genAi.GEN_AI_OUTPUT_MESSAGES, messages);
  }

  finishGiven(reasons: unknown): void {
    this.#told.finishReasons = labels(isList(reasons) ? reasons : [reasons]);
  }

  get #told(): GivenAnswer {
    this.#given ??= new GivenAnswer();
    return this.#given;
  }

  /** Settles, once, what the call's response was and captures its output. `cut`: it failed, or nobody ended it. */
  conclude(scope: Scope, cut: boolean): ConcludedCall {
    if (this.#concluded !== undefined) return this.#concluded;
    this.#guess?.release();
    this.#concluded = this.#conclude(scope, cut);
    return this.#concluded;
  }

  #conclude(scope: Scope, cut: boolean): ConcludedCall {
    const streamed = this.#stream?.reading(this.#streamEnd ?? (cut ? "error" : "complete"));
    const reading = this.#reading ?? streamed;
    const reported =
      reading?.usage?.inputTokens === undefined ? (this.usageInHeaders ?? reading?.usage) : reading.usage;
    const given = this.#given;
    const told = given?.withReported(reported);
    const usage = told === undefined ? reported : told.usage;
    const mended = told?.mended ?? NOTHING_MENDED;
    const { content, diag } = this.#recorder.ports;
    const output = given?.output;
    let converted: readonly Message[] | undefined;
    const messages = (): readonly Message[] => {
      const convert = () => (output === undefined ? (reading?.outputMessages() ?? []) : written(output.messages));
      converted ??= guard(diag, "llm.output", convert, []);
      return converted;
    };
    if (reading !== undefined && output === undefined) {
      if (messages().length > 0 || content.allows("responses")) {
        captureOutput(scope, genAi.GEN_AI_OUTPUT_MESSAGES, messages());
      }
    }
    if (!cut) watchOutput(scope, messages);
    const finishReasons = given?.finishReasons ?? labels(reading?.finishReasons) ?? (cut ? ["error"] : undefined);
    const brokeOff = cut || this.#streamEnd === "cancelled" || reading?.brokeOff === true;
    const incomplete = brokeOff && !this.#isUsageFinal(usage, reading);
    const isReceived = incomplete && (usage !== undefined || messages().length > 0);
    const guessed = isReceived ? this.#estimate(usage, messages()) : undefined;
    if (given !== undefined) given.output = undefined;
    const firstMillis = this.#chunks?.firstMillis;
    // A start that was given is of another clock, which may be a little ahead.
    const firstChunkMillis = firstMillis === undefined ? undefined : Math.max(0, firstMillis - scope.startTimeMillis);
    const toFirstChunk = given?.firstChunkMillis ?? firstChunkMillis;
    return {
      reading,
      responseId: given?.id ?? label(reading?.responseId),
      responseModel: given?.model ?? label(reading?.responseModel),
      usage: guessed?.usage ?? usage,
      reported: usage,
      estimated: guessed?.estimated,
      mended,
      finishReasons,
      isStream: toFirstChunk !== undefined,
      chunks: this.#chunks,
      timeToFirstChunkSeconds: toFirstChunk === undefined ? undefined : toFirstChunk / 1000,
      incomplete,
      notes: this.#notes(reading, guessed?.estimated, mended),
    };
  }

  /** An answer of which nothing was received is not billed for as far as is known: nothing is made up for it. */
  #estimate(usage: Usage | undefined, messages: readonly Message[]): EstimatedUsage | undefined {
    const { content, diag } = this.#recorder.ports;
    const sizeOf: SizeOf = (value) => content.size(value);
    return guard(
      diag,
      "llm.estimate",
      () => estimateUsage(usage, messages, () => this.#sentSize(sizeOf), sizeOf),
      undefined,
    );
  }

  #notes(
    reading: ProviderReading | undefined,
    estimated: readonly string[] | undefined,
    mended: readonly string[],
  ): TelemetryAttributes {
    const notes: AttributeDraft = {};
    if (this.#unrecognized && reading === undefined) notes[own.RESPONSE_UNRECOGNIZED] = true;
    if (mended.length > 0) notes[own.USAGE_MENDED] = mended.join(",");
    if (estimated !== undefined) notes[own.USAGE_ESTIMATED] = estimated.join(",");
    if (this.retries > 0) notes[own.LLM_RETRIES] = this.retries;
    return notes;
  }

  /** Usage given by hand or by a whole response is final; that of a stream is once all its choices have their reason, or its end told of a failure. */
  #isUsageFinal(usage: Usage | undefined, reading: ProviderReading | undefined): boolean {
    if (usage === undefined) return false;
    if (this.#given?.usage !== undefined || reading === this.#reading) return true;
    return reading?.failedWhole === true || reading?.finishReasons?.includes("error") === false;
  }
}

/** Messages in which nothing is were not received. */
function written(given: unknown): readonly Message[] {
  return toMessages(given).filter(({ parts }) => parts.length > 0);
}
