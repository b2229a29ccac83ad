import type { Facts, SpanKind } from "../model/facts.ts";
import type { Agent } from "./agents/agent.ts";
import { providerNameOf } from "./provider-name.ts";
import type { Reading } from "./reading.ts";
import { readCost, readTokens, type Tokens } from "./tokens.ts";

/** A model call, and embeddings that say what they used: version 7 of the AI SDK has a span around each request for embeddings that is called the same. */
function isSummed(kind: SpanKind, { inputTokens }: Tokens): boolean {
  return kind === "inference" || (kind === "embeddings" && inputTokens !== undefined);
}

/**
 * The facts that a record's attributes say, as work of a kind.
 *
 * @param name The span's name: of a tool whose name is not said otherwise
 * @param isTold Whether this record is where the agent tells most of such work
 */
export function factsOf(reading: Reading, kind: SpanKind, agent: Agent, name?: string, isTold: boolean = true): Facts {
  // What is no work of an agent may speak of models, too, such as a list of them.
  const requestModel = kind === "other" ? undefined : reading.text("requestModel");
  const tokens = readTokens(reading);
  return {
    kind,
    counted: isTold && isSummed(kind, tokens) && reading.number("isDuplicate") === undefined,
    session: reading.text("session"),
    turn: reading.text("turn"),
    agent: reading.text("agent") ?? (kind === "agent" ? agentName(reading, name) : undefined),
    provider: providerNameOf(reading.text("provider")) ?? (kind === "inference" ? agent.provider : undefined),
    model: (kind === "other" ? undefined : reading.text("model")) ?? requestModel,
    requestModel,
    responseId: reading.text("responseId"),
    tool: reading.text("tool") ?? toolName(reading, kind, name),
    purpose: reading.text("purpose"),
    user: reading.text("user"),
    tenant: reading.text("tenant"),
    taskId: reading.text("taskId"),
    taskType: reading.text("taskType"),
    outcome: reading.text("outcome"),
    endReason: reading.text("endReason"),
    errorType: errorTypeOf(reading),
    finishReason: reading.text("finishReason"),
    inputTokens: tokens.inputTokens,
    outputTokens: tokens.outputTokens,
    cacheReadTokens: tokens.cacheReadTokens,
    cacheWriteTokens: tokens.cacheWriteTokens,
    reasoningTokens: tokens.reasoningTokens,
    costUsd: readCost(reading),
    costReason: reading.text("costReason"),
    firstChunkUs: reading.number("firstChunkUs"),
    retries: reading.number("retries"),
  };
}

/** The class of the error, else the status of HTTP, else that there was one; never the text of the error, which is content. */
export function errorTypeOf(reading: Reading): string | undefined {
  const said = reading.text("errorType");
  if (said !== undefined) return said;
  const status = reading.number("httpStatus") ?? 0;
  if (status >= 400) return String(status);
  const hasFailed =
    reading.text("errorText") !== undefined || reading.text("success") === "false" || reading.text("level") === "ERROR";
  return hasFailed ? "_OTHER" : undefined;
}

/** Conventions with a kind for agents and no name for them call the span by it. */
function agentName(reading: Reading, name: string | undefined): string | undefined {
  const isNamedBySpan = (reading.text("openinferenceKind") ?? reading.text("langfuseKind")) !== undefined;
  return reading.text("entity") ?? (isNamedBySpan ? name : undefined);
}

function toolName(reading: Reading, kind: SpanKind, name: string | undefined): string | undefined {
  if (kind === "tool") return reading.text("entity") ?? name;
  return kind === "command" ? reading.text("executable") : undefined;
}
