import type { Facts } from "../model/facts.ts";
import type { RawGroup, RawSpan } from "../model/raw.ts";
import { factsOf } from "./facts-of.ts";
import { kindOf } from "./kind.ts";
import { Reading } from "./reading.ts";
import { RULES } from "./tables.ts";

const reading = new Reading(RULES);

/** What a span says of an agent's work, whichever conventions it follows. `span.attributes` needs to hold only `WANTED_ATTRIBUTES`. */
export function understandSpan(span: RawSpan, group: RawGroup): Facts {
  reading.read(span.attributes);
  return factsOf(reading, kindOf(reading, span, group));
}
