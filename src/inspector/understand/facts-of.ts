import type { Facts, SpanKind } from "../model/facts.ts";
import { providerNameOf } from "./provider-name.ts";
import type { Reading } from "./reading.ts";
import { readCost, readTokens } from "./tokens.ts";

/** The facts that a record's attributes say, as work of a kind. */
export function factsOf(reading: Reading, kind: SpanKind): Facts {
  const requestModel = reading.text("requestModel");
  const tokens = readTokens(reading);
  return {
    kind,
    counted: kind === "inference" && reading.number("isDuplicate") === undefined,
    session: reading.text("session"),
    turn: reading.text("turn"),
    agent: reading.text("agent"),
    provider: providerNameOf(reading.text("provider")),
    model: reading.text("model") ?? requestModel,
    requestModel,
    responseId: reading.text("responseId"),
    tool: reading.text("tool"),
    purpose: reading.text("purpose"),
    user: reading.text("user"),
    tenant: reading.text("tenant"),
    taskId: reading.text("taskId"),
    taskType: reading.text("taskType"),
    outcome: reading.text("outcome"),
    endReason: reading.text("endReason"),
    errorType: reading.text("errorType"),
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
