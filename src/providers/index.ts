export type { ProviderReading, ReadHint, StreamEnd, StreamReader, ToolCallName } from "./reading.ts";
export { readResponse } from "./response.ts";
export { createStreamReader } from "./stream.ts";
