import type { EventTable } from "../../src/record/events/event-definition.ts";
import { eventCatalogue } from "../../src/record/events.ts";
import { code, table } from "./markdown.ts";

/** What answers a question of an audit: an event of the catalogue with some of its attributes, or spans with theirs. */
export interface AuditRow {
  readonly question: string;
  /** The key of an event, as `telemetry.record` takes it. */
  readonly event?: string;
  /** The name of spans. */
  readonly span?: string;
  /** Of an event the keys of the catalogue, of a span the names on the wire. */
  readonly attributes: readonly string[];
  /** What the answer lacks, or where the rest of it is. */
  readonly note?: string;
}

/** What every record carries of whom it was done for. */
export const IDENTITY: readonly string[] = ["session.id", "user.id", "agentscribe.tenant.id", "agentscribe.task.id"];

/** Questions that an audit asks, and what is recorded to answer them. */
export const AUDIT: readonly AuditRow[] = [
  {
    question: "Who decided that a tool may run, and how",
    event: "tool.decision",
    attributes: ["tool", "callId", "decision", "source", "waitMs"],
    note: "the person is the `user.id` around it",
  },
  { question: "How long the agent waited for a person", span: "wait", attributes: ["agentscribe.wait.for"] },
  {
    question: "Which tools ran, with what, and what came of it",
    span: "execute_tool",
    attributes: [
      "gen_ai.tool.name",
      "gen_ai.tool.call.id",
      "error.type",
      "agentscribe.tool.input.size",
      "agentscribe.tool.output.size",
      "gen_ai.tool.call.arguments",
      "gen_ai.tool.call.result",
    ],
    note: "arguments and results only with their gates open",
  },
  {
    question: "Which programs the agent ran",
    span: "execute_tool",
    attributes: ["process.executable.name", "agentscribe.command.argument_count", "process.exit.code"],
    note: "scopes of `command`; the arguments need `commandArguments`",
  },
  {
    question: "Which files it read or changed",
    event: "file.operation",
    attributes: ["operation", "tool", "path", "lines"],
  },
  {
    question: "Which code it changed",
    event: "commit",
    attributes: ["sha", "branch", "repository", "files", "taskId"],
  },
  {
    question: "What was asked to be merged, and was it",
    event: "pull_request",
    attributes: ["id", "state", "repository", "taskId"],
  },
  { question: "Who accepted an edit", event: "edit.decision", attributes: ["decision", "source", "tool", "editId"] },
  {
    question: "Which data left for which model",
    span: "chat",
    attributes: [
      "gen_ai.provider.name",
      "server.address",
      "gen_ai.request.model",
      "gen_ai.response.model",
      "agentscribe.input.size",
      "agentscribe.input.messages",
      "gen_ai.input.messages",
    ],
    note: "the messages only with their gates open, the sizes always",
  },
  {
    question: "What data an agent took from outside",
    span: "retrieval",
    attributes: ["gen_ai.data_source.id", "agentscribe.retrieval.document_count"],
  },
  {
    question: "Which servers of tools it was connected to",
    event: "mcp.connection",
    attributes: ["server", "status", "scope", "transport"],
  },
  {
    question: "Who the user is, and where the session came from",
    event: "session.start",
    attributes: ["startType", "previousId", "entrypoint"],
  },
  { question: "Who gave the instruction", event: "user_prompt", attributes: ["source", "length", "prompt"] },
  {
    question: "Which policy judged, and what it refused",
    event: "policy.verdict",
    attributes: ["policy", "verdict", "target", "tool", "category", "reason"],
  },
  { question: "Which hook stopped or changed something", event: "hook", attributes: ["name", "event", "decision"] },
  {
    question: "What the model or the provider refused",
    event: "refusal",
    attributes: ["category", "source", "provider", "model"],
  },
  {
    question: "When were permissions widened, and by whom",
    event: "mode.changed",
    attributes: ["from", "to", "trigger"],
  },
  { question: "Which agents did an agent start", event: "subagent.spawned", attributes: ["agent", "depth"] },
  {
    question: "Which limits of spending were met",
    event: "budget.exceeded",
    attributes: ["budget", "limit", "used", "max", "action"],
  },
  {
    question: "Who signed in where, and failed to",
    event: "auth",
    attributes: ["target", "method", "outcome", "errorType"],
  },
  {
    question: "Which extensions were put in or turned on",
    event: "plugin",
    attributes: ["plugin", "version", "action"],
  },
  {
    question: "What left the usual",
    event: "anomaly",
    attributes: ["kind", "subjectType", "subject", "observed", "baseline"],
  },
  {
    question: "What became of the work later",
    event: "task.late_outcome",
    attributes: ["taskId", "outcome", "signal"],
  },
  {
    question: "Which kept telemetry was deleted",
    event: "retention",
    attributes: ["store", "reason", "files", "bytes"],
  },
  {
    question: "What of a record is missing",
    span: "every span",
    attributes: ["agentscribe.dropped", "agentscribe.unfinished"],
    note: "records that never arrive are in `health()` and the [metrics of delivery](metrics.md#of-delivery)",
  },
];

/** The rows as a table; names on the wire come from the catalogue. @throws Error when an event or attribute is not in it */
export function auditTable(): string {
  const catalogue = eventCatalogue();
  return table(
    ["question", "event or span", "attributes"],
    AUDIT.map((row) => [
      row.question + (row.note === undefined ? "" : ` (${row.note})`),
      row.event === undefined
        ? `span ${code(row.span ?? "")}`
        : `[${code(eventOf(catalogue, row.event).name)}](events.md#${anchor(row.event)})`,
      attributesOf(catalogue, row).join(", "),
    ]),
  );
}

function attributesOf(catalogue: EventTable, { event, attributes }: AuditRow): readonly string[] {
  if (event === undefined) return attributes.map(code);
  const known = eventOf(catalogue, event).attributes;
  return attributes.map((key) => {
    const found = known[key];
    if (found === undefined) throw new Error(`${event} has no attribute ${key}`);
    return found.kind === undefined ? code(found.attribute) : `${code(found.attribute)} (gate ${code(found.kind)})`;
  });
}

function eventOf(catalogue: EventTable, key: string): EventTable[string] {
  const found = catalogue[key];
  if (found === undefined) throw new Error(`there is no event ${key}`);
  return found;
}

function anchor(key: string): string {
  return key.replace(/[^a-z0-9_-]/g, "");
}
