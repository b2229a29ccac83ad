export { type ErrorFacts, readError } from "./error.ts";
export { type SystemInstruction, toMessage, toMessages, toSystemInstructions, toToolDefinitions } from "./messages.ts";
export { type RateLimitAllowance, type RateLimitFacts, readRateLimit } from "./rate-limit.ts";
export type { ProviderReading, ReadHint, StreamEnd, StreamReader, ToolCallName } from "./reading.ts";
export { type RequestFacts, readRequest } from "./request.ts";
export { readRequestId } from "./request-id.ts";
export { readResponse } from "./response.ts";
export { providerOf, type ServerAddress, serverOf } from "./server.ts";
export { createStreamReader } from "./stream.ts";
