import type { Facts } from "../model/facts.ts";
import type { RawGroup, RawSpan } from "../model/raw.ts";
import { factsOf } from "./facts-of.ts";
import { TEXT } from "./field.ts";
import { kindOf } from "./kind.ts";
import { recordReaderOf } from "./record-reader.ts";

/** What a span says of an agent's work, whichever conventions it follows. `span.attributes` needs to hold only `WANTED_ATTRIBUTES`. */
export function understandSpan(span: RawSpan, group: RawGroup): Facts {
  const { agent, reading } = recordReaderOf(group);
  reading.read(span.attributes);
  const kind = kindOf(reading, span, group, agent);
  const facts = factsOf(reading, kind, agent, span.name, agent.toldByEvents?.has(kind) !== true);
  const firstChunkAt = reading.text(TEXT.firstChunkAt);
  if (firstChunkAt === undefined || facts.firstChunkUs !== undefined) return facts;
  return { ...facts, firstChunkUs: untilFirstChunk(span, firstChunkAt) };
}

/** Langfuse says when the answer began: an ISO 8601 time, with JSON's quotes around it in older versions. A time outside of the span is none. */
function untilFirstChunk({ startUs, durationUs }: RawSpan, said: string): number | undefined {
  if (!/^"?\d{4}-\d\d-\d\dT/.test(said)) return undefined;
  const passed = Date.parse(said.replaceAll('"', "")) * 1_000 - startUs;
  return passed >= 0 && passed <= durationUs ? passed : undefined;
}
