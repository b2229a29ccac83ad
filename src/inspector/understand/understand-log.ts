import { SCOPE_NAME } from "../../semconv/schema.ts";
import type { DerivedWork, EventFacts, SpanKind } from "../model/facts.ts";
import type { RawGroup, RawLog } from "../model/raw.ts";
import type { Agent } from "./agents/agent.ts";
import { decisionOf } from "./decision.ts";
import type { EventMeaning } from "./events/agent-events.ts";
import { errorTypeOf, factsOf } from "./facts-of.ts";
import { NUMBER, TEXT } from "./field.ts";
import { modelName } from "./model-name.ts";
import { type Reading, toText } from "./reading.ts";
import { recordReaderOf } from "./record-reader.ts";
import { summaryOf } from "./summary.ts";

/** What an event says, and the work that it tells of, for agents that send no spans of it. */
export interface UnderstoodLog {
  readonly event: EventFacts;
  /** A row of its own where no span comes: only the best source of a session's model calls counts. */
  readonly work?: DerivedWork;
}

const NOTHING: EventMeaning = {};

/** What a log record says. The attributes must be whole. */
export function understandLog(log: RawLog, group: RawGroup): UnderstoodLog {
  const { agent, reading } = recordReaderOf(group);
  reading.read(log.attributes);
  // The field may hold a place in the sender's code.
  const said = toText(log.attributes.get("event.name")) ?? log.eventName;
  const own = said.startsWith(agent.prefix) ? said.slice(agent.prefix.length) : said;
  const meaning = agent.events.get(own) ?? NOTHING;
  const decision = decisionOf(reading, meaning.decisionType);
  const event: EventFacts = {
    name: meaning.name ?? nameOf(agent, said, own),
    session: reading.text(TEXT.session),
    agent: reading.text(TEXT.agent),
    user: reading.text(TEXT.user),
    taskId: reading.text(TEXT.taskId),
    taskType: reading.text(TEXT.taskType),
    model: modelName(reading.text(TEXT.requestModel), reading.text(TEXT.model)),
    tool: reading.text(TEXT.tool),
    decisionType: decision?.type,
    decisionChoice: decision?.choice,
    confidence: reading.number(NUMBER.confidence),
    outcome: reading.text(TEXT.outcome),
    value: reading.number(NUMBER.value),
    errorType: errorTypeOf(reading),
    summary: summaryOf(reading, decision),
  };
  const kind = group.scopeName === SCOPE_NAME ? undefined : workOf(meaning, reading);
  return kind === undefined ? { event } : { event, work: toWork(log, reading, agent, meaning, kind) };
}

/** Claude Code names its events without what all its names begin with. */
function nameOf(agent: Agent, said: string, own: string): string {
  return said === own && /^[a-z_]+$/.test(said) ? agent.prefix + said : said;
}

function workOf({ work, workWhen, failed }: EventMeaning, reading: Reading): SpanKind | undefined {
  if (workWhen === "tokens" && reading.number(NUMBER.inputTokens) === undefined) return undefined;
  if (workWhen === "failed" && !hasFailed(reading, failed)) return undefined;
  return work;
}

function hasFailed(reading: Reading, failed: boolean | undefined): boolean {
  return failed === true || errorTypeOf(reading) !== undefined;
}

function toWork(log: RawLog, reading: Reading, agent: Agent, meaning: EventMeaning, kind: SpanKind): DerivedWork {
  const facts = factsOf(reading, kind, agent);
  const durationUs = reading.number(NUMBER.durationUs) ?? 0;
  const [operation, what] = kind === "inference" ? ["chat", facts.model] : ["execute_tool", facts.tool];
  return {
    ...facts,
    source: "event",
    name: what === undefined ? operation : `${operation} ${what}`,
    startUs: log.timeUs - durationUs,
    durationUs,
    failed: hasFailed(reading, meaning.failed),
  };
}
