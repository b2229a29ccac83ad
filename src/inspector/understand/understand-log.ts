import { SCOPE_NAME } from "../../semconv/schema.ts";
import type { DerivedWork, EventFacts, SpanKind } from "../model/facts.ts";
import type { RawGroup, RawLog } from "../model/raw.ts";
import type { AgentEvents, EventMeaning } from "./events/agent-events.ts";
import { factsOf } from "./facts-of.ts";
import type { Reading } from "./reading.ts";
import { recordReaderOf } from "./record-reader.ts";
import { summaryOf } from "./summary.ts";

/** What an event says, and the work that it tells of, for agents that send no spans of it. */
export interface UnderstoodLog {
  readonly event: EventFacts;
  /** A row of its own where no span comes: only the best source of a session's model calls counts, and of its tools. */
  readonly work?: DerivedWork;
}

const NOTHING: EventMeaning = {};

/** What a log record says. The attributes must be whole. */
export function understandLog(log: RawLog, group: RawGroup): UnderstoodLog {
  const { agent, reading } = recordReaderOf(group);
  reading.read(log.attributes);
  const own = log.eventName.startsWith(agent.prefix) ? log.eventName.slice(agent.prefix.length) : log.eventName;
  const meaning = agent.events.get(own) ?? NOTHING;
  const decisionChoice = reading.text("decisionChoice");
  const event: EventFacts = {
    name: meaning.name ?? log.eventName,
    session: reading.text("session"),
    agent: reading.text("agent"),
    user: reading.text("user"),
    taskId: reading.text("taskId"),
    taskType: reading.text("taskType"),
    model: reading.text("model") ?? reading.text("requestModel"),
    tool: reading.text("tool"),
    decisionType: decisionChoice === undefined ? undefined : (reading.text("decisionType") ?? meaning.decisionType),
    decisionChoice,
    confidence: reading.number("confidence"),
    outcome: reading.text("outcome"),
    value: reading.number("value"),
    errorType: reading.text("errorType"),
    summary: summaryOf(reading),
  };
  if (meaning.work === undefined || group.scopeName === SCOPE_NAME) return { event };
  return { event, work: workOf(log, reading, agent, meaning, meaning.work) };
}

function workOf(log: RawLog, reading: Reading, agent: AgentEvents, meaning: EventMeaning, kind: SpanKind): DerivedWork {
  const facts = factsOf(reading, kind);
  const durationUs = reading.number("durationUs") ?? 0;
  const what = kind === "inference" ? facts.model : facts.tool;
  return {
    ...facts,
    provider: facts.provider ?? agent.provider,
    source: "event",
    name: what === undefined ? kind : `${kind === "inference" ? "chat" : "execute_tool"} ${what}`,
    startUs: log.timeUs - durationUs,
    durationUs,
    failed: meaning.failed === true || facts.errorType !== undefined || reading.text("success") === "false",
  };
}
