import type { RawGroup } from "../model/raw.ts";
import { agentKindOf } from "./agent-kind.ts";
import type { Agent } from "./agents/agent.ts";
import { AGENTS } from "./agents/index.ts";
import { AGENTSCRIBE_EVENTS } from "./events/agentscribe.ts";
import { joinTables } from "./field.ts";
import { Reading } from "./reading.ts";
import { TABLES } from "./tables.ts";

/** How the records of an agent are read. */
export interface RecordReader {
  readonly agent: Agent;
  readonly reading: Reading;
}

const COMMON: RecordReader = readerOf(AGENTSCRIBE_EVENTS);

const READERS: ReadonlyMap<string, RecordReader> = new Map(
  [...AGENTS].map(([kind, agent]) => [kind, readerOf(agent)] as const),
);

/** The attributes of spans that must be decoded for `understandSpan`; all others stay in the packed body. */
export const WANTED_ATTRIBUTES: ReadonlySet<string> = new Set(
  [...TABLES, ...[...AGENTS.values()].map(({ attributes }) => attributes)].flatMap((table) => Object.keys(table)),
);

function readerOf(agent: Agent): RecordReader {
  return { agent, reading: new Reading(joinTables([agent.attributes, ...TABLES])) };
}

export function recordReaderOf(group: RawGroup): RecordReader {
  return READERS.get(agentKindOf(group)) ?? COMMON;
}
