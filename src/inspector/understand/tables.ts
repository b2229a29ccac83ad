import { AGENTSCRIBE } from "./conventions/agentscribe.ts";
import { GEN_AI } from "./conventions/gen-ai.ts";
import { GEN_AI_BEFORE } from "./conventions/gen-ai-before.ts";
import { OPENINFERENCE } from "./conventions/openinference.ts";
import { joinTables, type Rule, type Table } from "./field.ts";

/** All conventions, the ones that go first at the top. */
export const TABLES: readonly Table[] = [AGENTSCRIBE, GEN_AI, GEN_AI_BEFORE, OPENINFERENCE];

/** All attributes of spans that facts are read from. */
export const RULES: ReadonlyMap<string, Rule> = joinTables(TABLES);

/** The attributes of spans that must be decoded for `understandSpan`; all others stay in the packed body. */
export const WANTED_ATTRIBUTES: ReadonlySet<string> = new Set(RULES.keys());
