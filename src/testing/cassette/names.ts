export { CASSETTE } from "../../semconv/agentscribe-attributes.ts";

/** `record:FILE`, `append:FILE`, `replay:FILE` or `new:FILE`. */
export const CASSETTE_VARIABLE = "AGENTSCRIBE_CASSETTE";
/** `replay`, so that tools are not run. */
export const TOOLS_VARIABLE = "AGENTSCRIBE_CASSETTE_TOOLS";
/** A file that a replay writes a `ReplayReport` to, a line for each process. */
export const REPORT_VARIABLE = "AGENTSCRIBE_CASSETTE_REPORT";
/** The exit code of a process that was to replay and cannot. */
export const CANNOT_REPLAY = 78;
