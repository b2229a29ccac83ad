import { AGENTSCRIBE } from "./conventions/agentscribe.ts";
import { AI_SDK } from "./conventions/ai-sdk.ts";
import { BRAINTRUST } from "./conventions/braintrust.ts";
import { GEN_AI } from "./conventions/gen-ai.ts";
import { GEN_AI_BEFORE } from "./conventions/gen-ai-before.ts";
import { LAMINAR } from "./conventions/laminar.ts";
import { LANGFUSE } from "./conventions/langfuse.ts";
import { LANGSMITH } from "./conventions/langsmith.ts";
import { LOGFIRE } from "./conventions/logfire.ts";
import { OPENINFERENCE } from "./conventions/openinference.ts";
import { TRACELOOP } from "./conventions/traceloop.ts";
import type { Table } from "./field.ts";

/** All conventions, the ones that go first at the top. */
export const TABLES: readonly Table[] = [
  AGENTSCRIBE,
  GEN_AI,
  GEN_AI_BEFORE,
  OPENINFERENCE,
  TRACELOOP,
  AI_SDK,
  LANGFUSE,
  LAMINAR,
  LANGSMITH,
  LOGFIRE,
  BRAINTRUST,
];
