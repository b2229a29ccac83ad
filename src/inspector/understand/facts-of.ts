import type { Facts, SpanKind } from "../model/facts.ts";
import type { Agent } from "./agents/agent.ts";
import { NUMBER, TEXT } from "./field.ts";
import { modelName } from "./model-name.ts";
import { providerNameOf } from "./provider-name.ts";
import type { Reading } from "./reading.ts";
import { readCost, readTokens } from "./tokens.ts";

/**
 * A model call, and embeddings that say what they used or of their cost, be it why there is none: version 7 of the AI SDK has a span around each request for
 * embeddings that is called the same.
 */
function isSummed(kind: SpanKind, ...said: readonly unknown[]): boolean {
  return kind === "inference" || (kind === "embeddings" && said.some((one) => one !== undefined));
}

/**
 * The facts that a record's attributes say, as work of a kind.
 *
 * @param name The span's name: of a tool whose name is not said otherwise
 * @param isTold Whether this record is where the agent tells most of such work
 */
export function factsOf(reading: Reading, kind: SpanKind, agent: Agent, name?: string, isTold: boolean = true): Facts {
  // What is no work of an agent may speak of models, too, such as a list of them.
  const requestModel = kind === "other" ? undefined : reading.text(TEXT.requestModel);
  const answered = kind === "other" ? undefined : reading.text(TEXT.model);
  const model = modelName(requestModel, answered);
  const tokens = readTokens(reading);
  const [costUsd, costReason] = [readCost(reading), reading.text(TEXT.costReason)];
  return {
    kind,
    counted:
      isTold &&
      isSummed(kind, tokens.inputTokens, costUsd, costReason) &&
      reading.number(NUMBER.isDuplicate) === undefined,
    session: reading.text(TEXT.session),
    agent: reading.text(TEXT.agent) ?? (kind === "agent" ? agentName(reading, name) : undefined),
    provider: providerNameOf(reading.text(TEXT.provider)) ?? (kind === "inference" ? agent.provider : undefined),
    model,
    requestModel,
    modelVersion: answered === model ? undefined : answered,
    tool: reading.text(TEXT.tool) ?? toolName(reading, kind, name),
    purpose: reading.text(TEXT.purpose),
    user: reading.text(TEXT.user),
    tenant: reading.text(TEXT.tenant),
    taskId: reading.text(TEXT.taskId),
    taskType: reading.text(TEXT.taskType),
    outcome: reading.text(TEXT.outcome),
    endReason: reading.text(TEXT.endReason),
    errorType: errorTypeOf(reading),
    finishReason: reading.text(TEXT.finishReason),
    inputTokens: tokens.inputTokens,
    outputTokens: tokens.outputTokens,
    cacheReadTokens: tokens.cacheReadTokens,
    cacheWriteTokens: tokens.cacheWriteTokens,
    reasoningTokens: tokens.reasoningTokens,
    costUsd,
    costReason,
    firstChunkUs: reading.number(NUMBER.firstChunkUs),
    retries: reading.number(NUMBER.retries),
  };
}

/** The class of the error, else the status of HTTP, else that there was one; never the text of the error, which is content. */
export function errorTypeOf(reading: Reading): string | undefined {
  const said = reading.text(TEXT.errorType);
  if (said !== undefined) return said;
  const status = reading.number(NUMBER.httpStatus) ?? 0;
  if (status >= 400) return String(status);
  const hasFailed =
    reading.text(TEXT.errorText) !== undefined ||
    reading.text(TEXT.success) === "false" ||
    reading.text(TEXT.level) === "ERROR";
  return hasFailed ? "_OTHER" : undefined;
}

/** Conventions with a kind for agents and no name for them call the span by it. */
function agentName(reading: Reading, name: string | undefined): string | undefined {
  const isNamedBySpan = (reading.text(TEXT.openinferenceKind) ?? reading.text(TEXT.langfuseKind)) !== undefined;
  return reading.text(TEXT.entity) ?? (isNamedBySpan ? name : undefined);
}

function toolName(reading: Reading, kind: SpanKind, name: string | undefined): string | undefined {
  if (kind === "tool") return reading.text(TEXT.entity) ?? name;
  return kind === "command" ? reading.text(TEXT.executable) : undefined;
}
