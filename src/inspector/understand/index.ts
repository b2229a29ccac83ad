/** Whose telemetry it is, and what it says, in the one model of `model/facts.ts`. */
export { agentKindOf } from "./agent-kind.ts";
export { type Messages, readMessages } from "./messages/read-messages.ts";
export { WANTED_ATTRIBUTES } from "./record-reader.ts";
export { type UnderstoodLog, understandLog } from "./understand-log.ts";
export { understandPoints } from "./understand-points.ts";
export { understandSpan } from "./understand-span.ts";
