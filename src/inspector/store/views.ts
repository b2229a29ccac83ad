import { SOURCES, SPAN_KINDS } from "../model/facts.ts";
import { text } from "./dictionary-sql.ts";
import { HOUR_US } from "./hours/hour.ts";
import { FLAGS } from "./write/span-row.ts";

/** Names by their number, those first that most rows have: SQLite tries one after the other. */
function oneOf(column: string, names: readonly string[], common: readonly string[] = []): string {
  const all = names.map((name, index) => [name, `WHEN ${index} THEN '${name}'`] as const);
  const first = all.filter(([name]) => common.includes(name));
  const rest = all.filter(([name]) => !common.includes(name));
  return `CASE ${column} ${[...first, ...rest].map(([, when]) => when).join(" ")} ELSE '' END`;
}

const hex = (column: string): string => `coalesce(lower(hex(${column})), '')`;

/** Columns of the view by name; the names are the contract with the questions (decision 0014). */
const SPAN_COLUMNS: Readonly<Record<string, string>> = {
  trace_id: "(SELECT id FROM traces WHERE t = s.trace)",
  span_id: hex("s.span_id"),
  parent_span_id: hex("s.parent"),
  session_id: "ss.id",
  service: text("s.service"),
  agent_kind: text("s.agent_kind"),
  name: text("s.name"),
  kind: oneOf("s.kind", SPAN_KINDS, ["inference", "tool", "agent"]),
  source: oneOf("s.source", SOURCES),
  agent: text("s.agent"),
  provider: text("s.provider"),
  model: text("s.model"),
  request_model: text("s.request_model"),
  tool: text("s.tool"),
  purpose: text("s.purpose"),
  user_id: text("s.user"),
  tenant: text("s.tenant"),
  task_id: text("s.task"),
  task_type: text("s.task_type"),
  outcome: text("s.outcome"),
  end_reason: text("s.end_reason"),
  finish_reason: text("s.finish_reason"),
  start_us: "s.start_us",
  duration_us: "s.duration_us",
  status: oneOf("s.status", ["unset", "ok", "error"]),
  error_type: text("s.error_type"),
  counted: "s.counted",
  input_tokens: "s.input_tokens",
  output_tokens: "s.output_tokens",
  cache_read_tokens: "s.cache_read_tokens",
  cache_write_tokens: "s.cache_write_tokens",
  reasoning_tokens: "s.reasoning_tokens",
  // As in ClickHouse: a request that was refused has none. The flags stand far behind the cost, so they come last.
  cost_usd: `iif(s.cost_usd = 0 AND s.flags & ${FLAGS.refused}, NULL, s.cost_usd)`,
  cost_reason: text("s.cost_reason"),
  first_chunk_us: "s.first_chunk_us",
  retries: "s.retries",
};

/** What the texts of the view are numbered by, quicker to group and to compare, and what calls are priced by: no part of the contract. */
const SPAN_KEYS: Readonly<Record<string, string>> = {
  kind_key: "s.kind",
  status_key: "s.status",
  session_id_key: "s.session",
  span_id_key: "s.span_id",
  service_key: "s.service",
  agent_kind_key: "s.agent_kind",
  agent_key: "s.agent",
  provider_key: "s.provider",
  model_key: "s.model",
  tool_key: "s.tool",
  purpose_key: "s.purpose",
  user_id_key: "s.user",
  tenant_key: "s.tenant",
  task_id_key: "s.task",
  task_type_key: "s.task_type",
  error_type_key: "s.error_type",
  arrival: "s.n",
  priced_model: text("iif(s.model_version = 0, s.model, s.model_version)"),
};

/** Of the dimensions of sums by hour what `agent_spans` calls so, too: a condition or a group of one is one of the other. */
const HOUR_COLUMNS: Readonly<Record<string, string>> = {
  hour: "h.hour",
  start_us: `h.hour * ${HOUR_US}`,
  kind: oneOf("d.kind", SPAN_KINDS, ["inference", "tool", "agent"]),
  source: oneOf("d.source", SOURCES),
  counted: "d.counted",
  service: text("d.service"),
  tool: text("d.tool"),
  ...Object.fromEntries(
    ["service", "agent_kind", "agent", "provider", "model", "tool", "purpose", "task_type"].map((name) => [
      `${name}_key`,
      `d.${name}`,
    ]),
  ),
};

const HOUR_SUMS: Readonly<Record<string, string>> = {
  ...Object.fromEntries(
    [
      ...["spans", "errors", "failed", "priced", "unpriced", "cached", "cost_squares"],
      ...["input_tokens", "output_tokens", "cache_read_tokens", "cache_write_tokens", "reasoning_tokens"],
    ].map((name) => [name, `h.${name}`]),
  ),
  cost_usd: "CASE WHEN h.priced > 0 THEN h.cost_usd END",
};

const DECISION_COLUMNS: Readonly<Record<string, string>> = {
  hour: "d.hour",
  service: text("d.service"),
  service_key: "d.service",
  decision_type: text("d.type"),
  decision_choice: text("d.choice"),
  first_us: "d.first_us",
  last_us: "d.last_us",
  decisions: "d.count",
};

const EVENT_COLUMNS: Readonly<Record<string, string>> = {
  trace_id: "coalesce((SELECT id FROM traces WHERE t = e.trace), '')",
  span_id: hex("e.span_id"),
  session_id: "ss.id",
  time_us: "e.time_us",
  name: text("e.name"),
  service: text("e.service"),
  agent_kind: text("e.agent_kind"),
  agent: text("e.agent"),
  user_id: text("e.user"),
  task_id: text("e.task"),
  task_type: text("e.task_type"),
  model: text("e.model"),
  tool: text("e.tool"),
  decision_type: text("e.decision_type"),
  decision_choice: text("e.decision_choice"),
  confidence: "e.confidence",
  outcome: text("e.outcome"),
  value: "e.value",
  error_type: text("e.error_type"),
  severity: "e.severity",
};

/**
 * The views that questions are asked of, and three of what is summed by hour, which stand in for spans where whole hours are asked for, and for decisions that were deleted; they are no part of the contract. What a statement does not name is not looked up; but for the session's id, which is joined: SQLite then begins
 * with the session where a statement names one.
 *
 * @param schema Of the file, or of one connection only: whoever reads brings those that its questions know, whichever version wrote the file
 */
export function viewsSql(schema: "main" | "temp"): string {
  const view = (name: string, byName: Readonly<Record<string, string>>, from: string): string =>
    `DROP VIEW IF EXISTS ${schema}.${name}; CREATE VIEW ${schema}.${name} AS SELECT ${columns(byName)} FROM ${from};`;
  const measure = oneOf("h.measure", ["duration_us", "first_chunk_us"]);
  const durations = { ...HOUR_COLUMNS, measure, bucket: "h.bucket", spans: "h.count" };
  return [
    view("agent_spans", { ...SPAN_COLUMNS, ...SPAN_KEYS }, "spans s LEFT JOIN session_ids ss ON ss.s = s.session"),
    view("agent_hours", { ...HOUR_COLUMNS, ...HOUR_SUMS }, "hour h JOIN dims d ON d.d = h.d"),
    view("agent_durations", durations, "hist h JOIN dims d ON d.d = h.d"),
    view("agent_decisions", DECISION_COLUMNS, "decisions d"),
    view("agent_events", EVENT_COLUMNS, "events e LEFT JOIN session_ids ss ON ss.s = e.session"),
  ].join("\n");
}

function columns(byName: Readonly<Record<string, string>>): string {
  return Object.entries(byName)
    .map(([name, expression]) => `${expression} AS ${name}`)
    .join(", ");
}
