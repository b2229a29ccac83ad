import type { Facts } from "../model/facts.ts";
import type { RawGroup, RawSpan } from "../model/raw.ts";
import { factsOf } from "./facts-of.ts";
import { kindOf } from "./kind.ts";
import { recordReaderOf } from "./record-reader.ts";

/** What a span says of an agent's work, whichever conventions it follows. `span.attributes` needs to hold only `WANTED_ATTRIBUTES`. */
export function understandSpan(span: RawSpan, group: RawGroup): Facts {
  const { agent, reading } = recordReaderOf(group);
  reading.read(span.attributes);
  const kind = kindOf(reading, span, group, agent);
  return factsOf(reading, kind, agent, span.name, agent.toldByEvents?.has(kind) !== true);
}
