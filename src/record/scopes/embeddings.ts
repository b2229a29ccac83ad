import { guard } from "../../internal/guard.ts";
import { embeddedOf, failureOfBody, type ProviderReading, readRequest, readResponse } from "../../providers/index.ts";
import * as own from "../../semconv/agentscribe-attributes.ts";
import { GEN_AI_SYSTEM, systemOf } from "../../semconv/gen-ai-1-36-attributes.ts";
import * as genAi from "../../semconv/gen-ai-attributes.ts";
import type { Provider } from "../../semconv/operations.ts";
import { checkUsage, type Usage } from "../../semconv/usage.ts";
import { failScope } from "../fail-scope.ts";
import { finite, label, labels, read } from "../given-value.ts";
import { type AnswerFacts, countRetries } from "../llm/answer-facts.ts";
import { type HttpResponseFacts, recordHttpResponse, tellTurnedAway } from "../llm/http-response.ts";
import { countPriced, type PricedCall, settlePrice, watchCall } from "../llm/priced-call.ts";
import { openBodies, type RawBodies } from "../llm/raw-bodies.ts";
import { type AttemptedCall, type RetryFacts, recordRetry, tellGivenUp } from "../llm/retry.ts";
import { measureOperation, operationLabels } from "../measure-operation.ts";
import { type AttributeDraft, present } from "../present.ts";
import type { Scope } from "../scope.ts";
import { createScopeHandle, extendHandle, type ScopeHandle } from "../scope-handle.ts";
import { addTotals } from "../scope-totals.ts";
import type { ScopeOptions, ScopeType } from "../scope-type.ts";
import { serverAttributes } from "../server-attributes.ts";
import { userAttributes } from "../user-attributes.ts";

/** What is known of a request for embeddings before it is sent. */
export interface EmbeddingsOptions extends ScopeOptions {
  readonly provider: Provider;
  readonly model?: string | undefined;
  /** Texts to embed: captured with the body of the request alone, their size is kept. */
  readonly input?: unknown;
  /** Length of each vector. @defaultValue read from the response */
  readonly dimensions?: number | undefined;
  /** @defaultValue `["float"]`, what every API sends unless asked otherwise */
  readonly encodingFormats?: readonly string[] | undefined;
  readonly serverAddress?: string | undefined;
  readonly serverPort?: number | undefined;
  /** What the call is for, one of few words: `index`, `query` ... */
  readonly purpose?: string | undefined;
  /** The request as given to the provider's client. */
  readonly request?: unknown;
  /** The body of the request as it is sent, a text or bytes; content of kind `rawBodies`. @defaultValue `request`, unless `input` is given apart from it */
  readonly requestBody?: unknown;
  /** What the function returns is what the provider answered and nothing of the application's, so one that is an error is a failure. For wrappers of clients. */
  readonly returnsAnswer?: boolean | undefined;
}

/** An open request for embeddings. */
export interface EmbeddingsCall extends ScopeHandle {
  /** What the provider answered: usage, model and dimensions are read from it. */
  response(response: unknown): void;
  usage(usage: Usage): void;
  /** What you know of the answer when no response is given, or know better than it. */
  answered(facts: Pick<AnswerFacts, "model" | "retries">): void;
  /** Cost in US dollars as the provider states it; wins over any table. */
  cost(usd: number): void;
  /** An attempt failed and another follows; the call itself goes on. */
  retry(facts?: RetryFacts): void;
  /** What stands around the answer: where it came from, request id, rate limits. */
  httpResponse(facts: HttpResponseFacts): void;
}

/** One embeddings call. */
export const embeddings: ScopeType<EmbeddingsOptions, EmbeddingsCall> = {
  ownsStreams: false,
  limitedAs: "embeddings",
  draft(recorder, options) {
    const { ports } = recorder;
    const provider = label(read(options, "provider")) ?? "unknown";
    const request = read(options, "request");
    const hint = { provider, operation: "embeddings" };
    const facts = request === undefined ? undefined : readRequest(request, hint);
    const model = label(read(options, "model")) ?? label(facts?.model);
    const formats = read(options, "encodingFormats");
    const returnsAnswer = read(options, "returnsAnswer") === true;
    let open: Scope | undefined;
    let bodies: RawBodies | undefined;
    let reading: ProviderReading | undefined;
    let usage: Usage | undefined;
    let mended: readonly string[] = [];
    let isUnrecognized = false;
    let toldModel: string | undefined;
    let toldUsd: number | undefined;
    const responseModel = (): string | undefined => toldModel ?? label(reading?.responseModel);
    const attributes: AttributeDraft = {
      ...userAttributes(ports, read(options, "attributes")),
      ...present({
        [genAi.GEN_AI_OPERATION_NAME]: "embeddings",
        [genAi.GEN_AI_PROVIDER_NAME]: provider,
        [genAi.GEN_AI_REQUEST_MODEL]: model,
        [own.LLM_PURPOSE]: label(read(options, "purpose")),
        [genAi.GEN_AI_REQUEST_ENCODING_FORMATS]: labels(formats) ?? labels(facts?.encodingFormats) ?? ["float"],
        [GEN_AI_SYSTEM]: ports.semconv === "1.36" ? systemOf(provider) : undefined,
      }),
      ...serverAttributes(recorder, options),
    };
    const call: AttemptedCall & PricedCall = {
      provider,
      requestModel: model,
      attributes,
      retries: 0,
      inferenceCalls: 0,
      counted: undefined,
      isPending: false,
    };
    return {
      plan: {
        kind: "embeddings",
        isPriced: true,
        spanName: model === undefined ? "embeddings" : `embeddings ${model}`,
        spanKind: "client",
        attributes,
        count(scope, end) {
          bodies?.end();
          const used = usage ?? reading?.usage ?? call.usageInHeaders;
          scope.usage = used;
          const answered = present({
            [genAi.GEN_AI_RESPONSE_MODEL]: responseModel(),
            [genAi.GEN_AI_EMBEDDINGS_DIMENSION_COUNT]:
              finite(read(options, "dimensions")) ?? reading?.embeddingDimension ?? facts?.dimensions,
            [genAi.GEN_AI_USAGE_INPUT_TOKENS]: used?.inputTokens,
            [own.LLM_RETRIES]: call.retries > 0 ? call.retries : undefined,
            [own.RESPONSE_UNRECOGNIZED]: isUnrecognized && reading === undefined ? true : undefined,
          });
          scope.note(answered);
          const counted = used?.inputTokens === undefined ? undefined : { inputTokens: used.inputTokens };
          addTotals(scope, {
            errors: end.errorType === undefined ? 0 : 1,
            ...(counted !== undefined && { usage: counted }),
          });
          countPriced(scope, call, responseModel(), counted);
        },
        finish(scope, end) {
          const answering = responseModel();
          const question = {
            provider,
            model: answering ?? model ?? "",
            usage: scope.usage ?? {},
            at: scope.startTimeMillis,
            ...present({
              reportedCostUsd: toldUsd ?? reading?.reportedCostUsd ?? call.usdInHeaders,
              requestModel: model,
              usageIncomplete: (end.errorType !== undefined && scope.usage?.inputTokens === undefined) || undefined,
            }),
          };
          const labels = operationLabels(recorder, attributes, answering);
          settlePrice(scope, call, question, mended, labels);
          measureOperation(recorder, scope, end, attributes, labels);
          tellTurnedAway(scope, scope.failedStatus, call);
          tellGivenUp(scope, call, end);
          watchCall(scope, call, answering, end);
        },
      },
      readsBodies: true,
      onPiece: ports.content.bodies && ((piece) => bodies?.piece(piece)),
      onResult(value) {
        const answer = readResponse(value, hint);
        const failure = answer === undefined && returnsAnswer ? failureOfBody(value) : undefined;
        if (failure !== undefined && open !== undefined) failScope(open, failure);
        if ((answer ?? failure) !== undefined && reading === undefined) bodies?.answer(value);
        reading ??= answer;
      },
      failure: ports.content.bodies && ((error) => bodies?.failed(error)),
      bind(scope) {
        open = scope;
        const input = read(options, "input") ?? embeddedOf(facts?.body);
        if (input !== undefined) scope.span.setAttributes({ [own.INPUT_SIZE]: ports.content.size(input) });
        bodies = openBodies(scope, options);
        return extendHandle(createScopeHandle(scope), {
          response(response: unknown): void {
            if (scope.isEnded) return;
            bodies?.answer(response);
            const answer = readResponse(response, hint);
            const failure = answer === undefined ? failureOfBody(response) : undefined;
            if (failure !== undefined) failScope(scope, failure);
            isUnrecognized = (answer ?? failure) === undefined;
            reading = answer ?? reading;
          },
          usage(given: Usage): void {
            if (!scope.isEnded) ({ usage, mended } = checkUsage(given));
          },
          answered(facts: Pick<AnswerFacts, "model" | "retries">): void {
            if (scope.isEnded) return;
            toldModel = label(read(facts, "model")) ?? toldModel;
            guard(ports.diag, "embeddings", () => countRetries(scope, call, facts), undefined);
          },
          cost(usd: number): void {
            if (!scope.isEnded) toldUsd = finite(usd) ?? toldUsd;
          },
          retry(facts?: RetryFacts): void {
            if (!scope.isEnded) guard(ports.diag, "embeddings", () => recordRetry(scope, call, facts), undefined);
          },
          httpResponse(facts: HttpResponseFacts): void {
            if (scope.isEnded) return;
            guard(ports.diag, "embeddings", () => recordHttpResponse(scope, facts, call), undefined);
          },
        });
      },
    };
  },
};
