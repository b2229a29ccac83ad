import type { RawGroup } from "../model/raw.ts";
import { agentKindOf } from "./agent-kind.ts";
import type { AgentEvents } from "./events/agent-events.ts";
import { AGENTSCRIBE_EVENTS } from "./events/agentscribe.ts";
import { joinTables } from "./field.ts";
import { Reading } from "./reading.ts";
import { TABLES } from "./tables.ts";

/** How log records and points of an agent are read. */
export interface RecordReader {
  readonly agent: AgentEvents;
  readonly reading: Reading;
}

const COMMON: RecordReader = readerOf(AGENTSCRIBE_EVENTS);

/** By the kind of agent. */
const READERS: ReadonlyMap<string, RecordReader> = new Map<string, RecordReader>([]);

function readerOf(agent: AgentEvents): RecordReader {
  return { agent, reading: new Reading(joinTables([agent.attributes, ...TABLES])) };
}

export function recordReaderOf(group: RawGroup): RecordReader {
  return READERS.get(agentKindOf(group)) ?? COMMON;
}
