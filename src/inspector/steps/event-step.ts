import type { AttributeList, EventRow, JsonValue } from "../api.ts";
import { type Attributes, attributesOf, numberOf, textOf, unpacked } from "./attribute.ts";
import { type Draft, NOTHING } from "./draft.ts";

/** An event of a session, whether it came as a log record or on a span. */
export type HappenedEvent = Pick<EventRow, "traceId" | "spanId" | "timeUs" | "name" | "agent" | "attributes"> &
  Partial<EventRow>;

/** What other steps tell already, or what tells nothing about the run. */
const UNTOLD = new Set([
  "agentscribe.session.start",
  "agentscribe.session.end",
  "agentscribe.active_time",
  "agentscribe.heartbeat",
  "agentscribe.startup.phase",
  "agentscribe.command",
  "agentscribe.cost.unpriced",
  "gen_ai.client.inference.operation.details",
  "gen_ai.client.operation.exception",
  "exception",
]);

/** Events that hold the messages of a model call, or tell of one that has a row of its own. */
const OF_CALLS =
  /^gen_ai\.(system|user|assistant|tool)\.message$|^gen_ai\.choice$|[._](api_request|api_response|api_error|sse_event|websocket_event|websocket_request|tool_result)$/;

/** What agents measure of themselves and has no common name. */
const OF_AGENTS = /^(claude_code|codex|copilot|gemini_cli)\./;

const OUTCOMES = new Set(["agentscribe.task.outcome", "agentscribe.task.late_outcome"]);

/** Undefined for an event that is no step. */
export function eventStep(event: HappenedEvent, depth: number): Draft | undefined {
  const { name, traceId, spanId, timeUs, agent } = event;
  if (UNTOLD.has(name) || OF_CALLS.test(name)) return undefined;
  // Only what says so by itself failed: an event may repeat the error of the span that it belongs to.
  const failed = (event.severity ?? 0) >= ERROR_SEVERITY;
  if (OF_AGENTS.test(name) && !failed) return undefined;
  const attributes = attributesOf(event.attributes);
  // The first attempt of a call is the call.
  if (name === "gen_ai.request.attempt" && (numberOf(attributes, "attempt") ?? 1) <= 1) return undefined;
  const errorType = event.errorType ?? textOf(attributes, "error.type") ?? null;
  const at = {
    ...NOTHING,
    traceId,
    spanId,
    depth,
    agent,
    startUs: timeUs,
    rank: 1_000,
    errorType,
    summary: event.summary ?? describe(name, event.attributes),
  };
  const choice = event.decisionChoice ?? textOf(attributes, "agentscribe.decision.choice");
  const isDecision = name === "agentscribe.decision" || typeof event.decisionType === "string";
  if (isDecision && choice !== undefined) return { ...at, ...decisionOf(event, attributes, choice) };
  const outcome =
    event.outcome ?? textOf(attributes, "agentscribe.task.outcome") ?? textOf(attributes, "agentscribe.outcome");
  const isOutcome = OUTCOMES.has(name);
  const label = name.replace(/^agentscribe\./, "");
  return {
    ...at,
    type: isOutcome ? "outcome" : "event",
    name: label,
    outcome: isOutcome ? (outcome ?? null) : null,
    failed,
    ...(name === "agentscribe.user_prompt" && promptOf(attributes)),
  };
}

const ERROR_SEVERITY = 17;

/** What a person asked for, or how long it was. */
function promptOf(attributes: Attributes): Pick<Draft, "summary" | "input" | "withheld"> {
  const text = textOf(attributes, "agentscribe.prompt.text") ?? textOf(attributes, "prompt");
  const characters = numberOf(attributes, "agentscribe.prompt.length") ?? numberOf(attributes, "prompt_length") ?? null;
  if (text === undefined || REDACTED.test(text)) {
    return { summary: null, input: [], withheld: [{ what: "prompts", characters }] };
  }
  return { summary: null, input: [{ role: "user", name: null, parts: [{ type: "text", text }] }], withheld: [] };
}

/** What agents write in place of a prompt that they do not tell. */
const REDACTED = /^[<[]redacted[>\]]$/i;

function decisionOf(
  event: HappenedEvent,
  attributes: Attributes,
  choice: string,
): Pick<Draft, "type" | "name" | "decision"> {
  const type = event.decisionType ?? textOf(attributes, "agentscribe.decision.type") ?? "decision";
  const options = unpacked(attributes.get("agentscribe.decision.options"));
  const confidence = event.confidence ?? numberOf(attributes, "agentscribe.decision.confidence") ?? null;
  const names = Array.isArray(options) ? options.filter((one): one is string => typeof one === "string") : [];
  return { type: "decision", name: type, decision: { type, choice, options: names, confidence } };
}

/** What every event of a session repeats. */
const INHERITED =
  /^(session|user|app|event|code|thread|installation|terminal|organization|interactive|auth_type|prompt_id|gen_ai\.(conversation|agent|system|provider)|agentscribe\.(turn|event|tenant|task\.(id|type)))\b/;

/** The event's own attributes in a line: those under its name, or the first few that are not identity. */
function describe(name: string, list: AttributeList): string | null {
  const own = list.filter(([key]) => key.startsWith(`${name}.`));
  const shown = own.length > 0 ? own : list.filter(([key]) => !INHERITED.test(key));
  const words = shown.slice(0, 6).map(([key, value]) => `${key.slice(key.lastIndexOf(".") + 1)}=${plain(value)}`);
  return words.length === 0 ? null : words.join(" ");
}

function plain(value: JsonValue): string {
  if (typeof value === "number" && !Number.isInteger(value)) return String(Number(value.toPrecision(4)));
  const text = typeof value === "string" ? value : JSON.stringify(value);
  return text.length > 100 ? `${text.slice(0, 99)}…` : text;
}
