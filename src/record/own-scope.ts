import type { InstrumentationScope } from "../internal/telemetry-record.ts";
import { GEN_AI_SCHEMA_URL, SCOPE_NAME } from "../semconv/schema.ts";
import { VERSION } from "../version.ts";

/** The instrumentation scope of everything recorded here: one object, so that whoever writes it down knows it by its identity. */
export const OWN_SCOPE: InstrumentationScope = Object.freeze({
  name: SCOPE_NAME,
  version: VERSION,
  schemaUrl: GEN_AI_SCHEMA_URL,
});
