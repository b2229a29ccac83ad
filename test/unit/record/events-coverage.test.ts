import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { readInterface } from "../../../docs/generate/source.ts";
import * as index from "../../../src/index.ts";
import { metricInstruments } from "../../../src/record/events/event-metrics.ts";
import { EVENTS } from "../../../src/record/events.ts";
import { offTelemetry } from "../../../src/sdk/off-telemetry.ts";
import * as agentscribe from "../../../src/semconv/agentscribe-attributes.ts";
import * as core from "../../../src/semconv/core-attributes.ts";
import * as genAi from "../../../src/semconv/gen-ai-attributes.ts";
import { GAUGES, METRICS, METRICS_1_36 } from "../../../src/semconv/metrics.ts";

/** What records a capability: an event or its metric (checked below), something of a span, a metric made from spans, or an option. */
type CoveredBy = "event" | "metric" | "span" | "span attribute" | "span metric" | "resource" | "config" | "not offered";
type Row = readonly [row: number, capability: string, ...by: (readonly [CoveredBy, string])[]];

const ROWS: readonly Row[] = [
  [31, "session id", ["span attribute", "session.id"]],
  [32, "resumed session", ["event", "session.start"], ["span attribute", "session.previous_id"]],
  [33, "session start and end with totals", ["event", "session.start"], ["event", "session.end"]],
  [
    34,
    "session duration and turns",
    ["metric", "agentscribe.session.duration"],
    ["metric", "agentscribe.session.turns"],
  ],
  [35, "prompt and turn", ["event", "user_prompt"], ["span attribute", "agentscribe.turn.id"]],
  [36, "order of events", ["span attribute", "agentscribe.event.sequence"]],
  [37, "install id", ["resource", "app.installation.id"]],
  [38, "user", ["span attribute", "user.id"]],
  [39, "tenant", ["span attribute", "agentscribe.tenant.id"]],
  [40, "identity of each request", ["span attribute", "user.id"]],
  [41, "attributes from here on", ["span attribute", "setContext"]],
  [42, "repository and branch", ["span attribute", "vcs.ref.head.name"]],
  [43, "entrypoint", ["event", "session.start"]],
  [44, "environment", ["resource", "deployment.environment.name"]],
  [45, "continuous integration", ["resource", "cicd.pipeline.name"]],
  [46, "host and runtime", ["resource", "process.runtime.name"]],
  [47, "experiments and flags", ["event", "feature_flag"]],
  [48, "trace context into requests", ["config", "injectHeaders"]],
  [49, "link to the server's trace", ["span", "link"]],
  [50, "context into child processes", ["config", "injectEnv"]],
  [51, "context from the parent process", ["config", "extractEnv"]],
  [52, "context into MCP", ["config", "injectMcpMeta"]],
  [53, "conversation id in baggage", ["config", "injectHeaders"]],
  [54, "client by context", ["config", "fromContext"]],
  [55, "command", ["event", "command"], ["metric", "agentscribe.commands"]],
  [56, "events of the user's own", ["config", "defineEvent"]],
  [57, "model call", ["span", "chat"], ["event", "inference.details"]],
  [58, "provider", ["span attribute", "gen_ai.provider.name"]],
  [59, "requested and answering model", ["span attribute", "gen_ai.response.model"]],
  [60, "sampling parameters", ["span attribute", "gen_ai.request.temperature"]],
  [61, "reasoning effort", ["span attribute", "gen_ai.request.reasoning.level"]],
  [62, "response id and finish reasons", ["span attribute", "gen_ai.response.finish_reasons"]],
  [63, "request id of the client", ["not offered", "an id of the client's own in each model request"]],
  [64, "tokens", ["span metric", "gen_ai.client.inference.usage.input_tokens"]],
  [65, "cache reads", ["span attribute", "gen_ai.usage.cache_read.input_tokens"]],
  [66, "cache writes", ["span attribute", "gen_ai.usage.cache_write.input_tokens"]],
  [67, "reasoning tokens", ["span attribute", "gen_ai.usage.reasoning.output_tokens"]],
  [68, "tokens of tool definitions", ["event", "context.window"]],
  [69, "usage counted once", ["span", "chat"]],
  [70, "total input by provider", ["span attribute", "gen_ai.usage.input_tokens"]],
  [71, "cost", ["span attribute", "agentscribe.cost.usd"]],
  [72, "cost by model and agent", ["span metric", "agentscribe.client.cost"]],
  [73, "source of cost", ["span attribute", "agentscribe.cost.source"]],
  [74, "spend without a price", ["event", "cost.unpriced"], ["span metric", "agentscribe.client.cost.unpriced"]],
  [75, "own prices", ["config", "pricing"]],
  [76, "history priced again", ["config", "reprice"]],
  [77, "time to first chunk", ["span metric", "gen_ai.client.inference.time_to_first_chunk"]],
  [78, "time between chunks", ["span metric", "gen_ai.client.inference.time_per_output_chunk"]],
  [79, "timing of the server", ["not offered", "times that the server measured"]],
  [80, "broken streams", ["event", "stream.error"], ["metric", "agentscribe.stream.errors"]],
  [81, "retries", ["event", "retry"], ["event", "retries_exhausted"], ["metric", "agentscribe.retries"]],
  [82, "errors by class", ["event", "exception"], ["span attribute", "error.type"]],
  [83, "refusal", ["event", "refusal"], ["metric", "agentscribe.refusals"]],
  [84, "rate limit", ["event", "rate_limit"], ["metric", "agentscribe.rate_limits"]],
  [85, "routing", ["event", "routing.decision"], ["metric", "agentscribe.routing.duration"]],
  [86, "fallback model", ["event", "fallback"]],
  [87, "purpose of a call", ["span attribute", "agentscribe.llm.purpose"]],
  [88, "cache of answers", ["event", "cache.lookup"], ["metric", "agentscribe.cache.requests"]],
  [89, "embeddings and retrieval", ["span", "embeddings"], ["span", "retrieval"]],
  [
    90,
    "budgets",
    ["event", "budget.warned"],
    ["event", "budget.exceeded"],
    ["event", "budget.unpriced"],
    ["metric", "agentscribe.budget.overruns"],
  ],
  [91, "credits", ["event", "credits"], ["metric", "agentscribe.credits.usage"]],
  [92, "context window", ["event", "context.window"], ["metric", "agentscribe.context.used_ratio"]],
  [93, "compaction", ["event", "compaction"], ["metric", "agentscribe.compactions"]],
  [94, "composition of the input", ["event", "context.window"]],
  [95, "tool call", ["span", "execute_tool"], ["span metric", "gen_ai.execute_tool.duration"]],
  [96, "class of a tool's error", ["span attribute", "error.type"]],
  [97, "sizes of tool input and output", ["span attribute", "agentscribe.tool.output.size"]],
  [98, "tokens of a tool's result", ["not offered", "tokens of a tool's result"]],
  [99, "shortened tool output", ["event", "tool.output_truncated"], ["metric", "agentscribe.tool.output_truncations"]],
  [100, "phases of a tool", ["span", "step"]],
  [101, "tools in flight", ["span metric", "agentscribe.tool.inflight"]],
  [102, "decision on a tool call", ["event", "tool.decision"], ["metric", "agentscribe.tool.decisions"]],
  [103, "source of that decision", ["event", "tool.decision"]],
  [104, "time waiting for a person", ["span", "wait"], ["metric", "agentscribe.tool.decision_wait"]],
  [105, "changed by the user before the run", ["event", "tool.decision"]],
  [106, "permission mode", ["event", "mode.changed"], ["metric", "agentscribe.mode.duration"]],
  [107, "sandbox", ["span", "step"]],
  [108, "policy verdict", ["event", "policy.verdict"], ["metric", "agentscribe.policy.verdicts"]],
  [109, "MCP server", ["event", "mcp.connection"], ["metric", "agentscribe.mcp.connections"]],
  [110, "names made by users", ["config", "names"]],
  [111, "hooks", ["event", "hook"], ["metric", "agentscribe.hook.duration"]],
  [112, "skills and plugins", ["event", "skill.activated"], ["event", "plugin"]],
  [113, "slash commands", ["event", "command"]],
  [114, "file operations", ["event", "file.operation"], ["metric", "agentscribe.file.operations"]],
  [115, "lines added and removed", ["event", "lines.changed"], ["metric", "agentscribe.code.lines"]],
  [116, "net lines", ["metric", "agentscribe.code.lines_net"]],
  [117, "accepted and rejected edits", ["event", "edit.decision"], ["metric", "agentscribe.edit.decisions"]],
  [118, "survival of edits", ["event", "edit.survival"], ["metric", "agentscribe.edit.survival"]],
  [119, "strategy of edits", ["event", "edit.strategy"]],
  [120, "commits", ["event", "commit"], ["metric", "agentscribe.commits"]],
  [121, "pull requests", ["event", "pull_request"], ["metric", "agentscribe.pull_requests"]],
  [122, "other fallbacks", ["event", "fallback"], ["metric", "agentscribe.fallbacks"]],
  [123, "agent run", ["span", "invoke_agent"], ["span metric", "gen_ai.invoke_agent.duration"]],
  [124, "nested agents", ["span", "invoke_agent"], ["event", "handoff"]],
  [125, "totals with and without sub-agents", ["config", "startSession"]],
  [126, "end reason", ["event", "session.end"], ["event", "task.outcome"]],
  [127, "recovery", ["event", "recovery"], ["metric", "agentscribe.recoveries"]],
  [128, "loops", ["event", "loop.detected"], ["metric", "agentscribe.loops"]],
  [129, "plan step", ["span", "plan"]],
  [130, "decision", ["event", "decision"], ["metric", "agentscribe.decisions"]],
  [131, "distribution of decisions", ["metric", "agentscribe.decisions"]],
  [132, "task and outcome", ["span", "invoke_workflow"], ["event", "task.outcome"]],
  [133, "late outcome", ["event", "task.late_outcome"], ["metric", "agentscribe.task.late_outcomes"]],
  [134, "success by type of task", ["metric", "agentscribe.tasks"]],
  [135, "time to the pull request", ["event", "pull_request"], ["metric", "agentscribe.task.time_to_pr"]],
  [
    136,
    "revisions and regressions",
    ["metric", "agentscribe.task.revisions"],
    ["metric", "agentscribe.task.regressions"],
  ],
  [137, "features of the input", ["span attribute", "agentscribe.task.feature"]],
  [138, "evaluation", ["event", "evaluation"], ["metric", "agentscribe.evaluation.score"]],
  [139, "user feedback", ["event", "feedback"], ["metric", "agentscribe.feedback"]],
  [140, "active time", ["event", "active_time"], ["metric", "agentscribe.active_time"]],
  [141, "adoption", ["metric", "agentscribe.sessions"]],
  [142, "fan-out", ["event", "subagent.spawned"], ["event", "subagent.failed"], ["metric", "agentscribe.subagents"]],
  [143, "content off by default", ["config", "capture"]],
  [144, "gates by kind", ["config", "capture"]],
  [145, "redaction", ["config", "redact"]],
  [146, "length kept", ["event", "user_prompt"]],
  [147, "limit of content", ["config", "capture"]],
  [148, "bodies kept elsewhere", ["config", "contentSink"]],
  [149, "new messages only", ["config", "capture"]],
  [150, "capture by destination", ["config", "exporters"]],
  [151, "sampling", ["not offered", "sampling by conversation that keeps errors"]],
  [152, "cardinality", ["not offered", "a list of labels that metrics may have"]],
  [153, "opt-out", ["config", "enabled"]],
  [154, "off in tests", ["config", "enabled"]],
  [155, "notice at the first run", ["config", "showFirstRunNotice"]],
  [156, "destination shown", ["config", "describe"]],
  [157, "retention of local files", ["event", "retention"], ["metric", "agentscribe.telemetry.deleted"]],
  [158, "audit", ["event", "auth"], ["event", "tool.decision"], ["event", "diagnostic"]],
  [159, "tamper evidence", ["not offered", "a chain of hashes over records"]],
  [160, "error text hidden", ["config", "capture"], ["event", "exception"]],
  [166, "monitors", ["event", "anomaly"], ["event", "anomaly.ended"], ["metric", "agentscribe.anomalies"]],
  [172, "heartbeat", ["event", "heartbeat"], ["event", "stalled"]],
  [174, "startup", ["event", "startup.phase"], ["metric", "agentscribe.startup.phase.duration"]],
  [183, "rewind", ["event", "rewind"]],
  [187, "correction", ["event", "correction"]],
];

/** Options of init, exports of the package, and methods of a client. */
const calls = new Set([
  ...readInterface("src/sdk/options.ts", "TelemetryOptions").map(({ name }) => name),
  ...Object.keys(index),
  ...Object.keys(offTelemetry("a test")),
]);
const metricNames = metricInstruments(EVENTS).map(({ name }) => name);
const named = (kind: CoveredBy): string[] =>
  ROWS.flatMap(([, , ...by]) => by.filter(([by]) => by === kind).map(([, name]) => name));

describe("capabilities", () => {
  it("31 to 160 each have something that records them", () => {
    const rows = ROWS.map(([row]) => row).filter((row) => row <= 160);
    expect(rows).toEqual(Array.from({ length: 130 }, (_, index) => 31 + index));
    for (const [row, , ...by] of ROWS) expect(by.length, String(row)).toBeGreaterThan(0);
  });

  it("name events and metrics that exist", () => {
    expect(named("event").filter((key) => !Object.hasOwn(EVENTS, key))).toEqual([]);
    expect(named("metric").filter((name) => !metricNames.includes(name))).toEqual([]);
  });

  it("name attributes, metrics and calls that exist", () => {
    const attributes = Object.values({ ...agentscribe, ...genAi, ...core }).filter(
      (value) => typeof value === "string",
    );
    const ofSpans = [...named("span attribute"), ...named("resource")];
    expect(
      ofSpans.filter((name) => !attributes.some((one) => one === name || one === `${name}.`) && !calls.has(name)),
    ).toEqual([]);
    const metrics = [...Object.values(METRICS), ...Object.values(GAUGES)].map(({ name }) => name);
    expect(named("span metric").filter((name) => !metrics.includes(name))).toEqual([]);
    expect(named("config").filter((name) => !calls.has(name))).toEqual([]);
  });

  it("say why of what is not offered", () => {
    const page = readFileSync(new URL("../../../docs/decisions/0021-not-offered.md", import.meta.url), "utf8");
    expect(named("not offered").filter((what) => !page.includes(`\n| ${what} | `))).toEqual([]);
  });

  it("account for every event of the catalogue", () => {
    expect(Object.keys(EVENTS).filter((key) => !named("event").includes(key))).toEqual([]);
  });
});

describe("metrics of events", () => {
  it("do not clash with metrics made from spans", () => {
    const others = [...Object.values(METRICS), ...Object.values(METRICS_1_36)].map(({ name }) => name);
    expect(metricNames.filter((name) => [...others, ...named("span metric")].includes(name))).toEqual([]);
  });
});
