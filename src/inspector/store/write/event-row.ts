import { type EventFacts, LATER_EVENTS, OUTCOME_EVENTS } from "../../model/facts.ts";
import type { RawLog } from "../../model/raw.ts";
import type { Group } from "../groups.ts";
import type { Dictionary } from "./dictionary.ts";
import { FLAGS, time } from "./span-row.ts";

/** A row of `events`: texts are ids of the dictionary, where 0 is not known. */
export interface EventRow {
  n: number;
  hash: Uint8Array;
  trace: number | null;
  span_id: Uint8Array | null;
  session: number;
  grp: number;
  service: number;
  agent_kind: number;
  flags: number;
  time_us: number;
  name: number;
  agent: number;
  user: number;
  task: number;
  task_type: number;
  model: number;
  tool: number;
  decision_type: number;
  decision_choice: number;
  confidence: number | null;
  outcome: number;
  value: number | null;
  error_type: number;
  severity: number;
  summary: string | null;
}

/** Longer lines are cut. */
const MAX_SUMMARY = 300;

export function eventRow(
  head: Pick<EventRow, "n" | "hash" | "trace" | "session"> & { readonly group: Group },
  log: RawLog,
  facts: EventFacts,
  dictionary: Dictionary,
): EventRow {
  return {
    n: head.n,
    hash: head.hash,
    trace: head.trace,
    span_id: log.spanId ?? null,
    session: head.session,
    grp: head.group.g,
    service: head.group.service,
    agent_kind: head.group.agentKind,
    flags: flagsOf(facts),
    time_us: time(log.timeUs),
    name: dictionary.id(facts.name),
    agent: dictionary.id(facts.agent),
    user: dictionary.id(facts.user),
    task: dictionary.id(facts.taskId),
    task_type: dictionary.id(facts.taskType),
    model: dictionary.id(facts.model),
    tool: dictionary.id(facts.tool),
    decision_type: dictionary.id(facts.decisionType),
    decision_choice: dictionary.id(facts.decisionChoice),
    confidence: number(facts.confidence),
    outcome: dictionary.id(facts.outcome),
    value: number(facts.value),
    error_type: dictionary.id(facts.errorType),
    severity: log.severity,
    summary: facts.summary?.slice(0, MAX_SUMMARY).toWellFormed() ?? null,
  };
}

function flagsOf({ name, session, outcome }: EventFacts): number {
  const stated = session === undefined ? 0 : FLAGS.session;
  const isAside = outcome !== undefined && !OUTCOME_EVENTS.has(name);
  return stated | (LATER_EVENTS.has(name) ? FLAGS.later : 0) | (isAside ? FLAGS.aside : 0);
}

function number(value: number | undefined): number | null {
  return value !== undefined && Number.isFinite(value) ? value : null;
}
