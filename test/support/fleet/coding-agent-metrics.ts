/** Labels of a point, and its value. */
type Point = readonly [labels: Readonly<Record<string, string | number | boolean>>, value: number];

interface AgentMetric {
  readonly name: string;
  readonly unit?: string;
  readonly points: readonly Point[];
}

interface Agent {
  readonly service: string;
  /** OTLP's number: 1 deltas, 2 sums since the start. */
  readonly temporality: 1 | 2;
  readonly counters: readonly AgentMetric[];
  readonly histograms: readonly AgentMetric[];
}

const SESSION = { "user.id": "u-1", "session.id": "s-1", "terminal.type": "dumb" };
const CODEX = { "app.version": "0.169.0", model: "gpt-5.1-codex", originator: "codex_exec", session_source: "exec" };
const GEMINI = { "session.id": "g-1", "installation.id": "i-1", interactive: false, auth_type: "gemini-api-key" };
const COPILOT = { "gen_ai.request.model": "gpt-4o" };

/**
 * Metrics of coding agents with names, units, labels and temporality as Claude Code 2.1.197, Codex 0.169.0 and Gemini CLI 0.61.0 were seen to send them
 * (`test/inspector-agents`). The run did not make Claude Code change lines, commit or open requests: those, and Copilot's, are as they document them.
 */
const AGENTS: readonly Agent[] = [
  {
    service: "claude-code",
    temporality: 1,
    counters: [
      { name: "claude_code.session.count", points: [[{ ...SESSION, start_type: "fresh" }, 1]] },
      {
        name: "claude_code.cost.usage",
        unit: "USD",
        points: [[{ ...SESSION, model: "claude-sonnet-4-5", query_source: "main" }, 0.000729]],
      },
      {
        name: "claude_code.token.usage",
        unit: "tokens",
        points: ["input", "output", "cacheRead", "cacheCreation"].map((type) => [{ ...SESSION, type }, 20]),
      },
      { name: "claude_code.active_time.total", unit: "s", points: [[{ ...SESSION, type: "cli" }, 1.5]] },
      { name: "claude_code.lines_of_code.count", points: [[{ ...SESSION, type: "added" }, 12]] },
      { name: "claude_code.commit.count", points: [[SESSION, 1]] },
      { name: "claude_code.pull_request.count", points: [[SESSION, 1]] },
      {
        name: "claude_code.code_edit_tool.decision",
        points: [[{ ...SESSION, tool_name: "Edit", decision: "accept" }, 2]],
      },
    ],
    histograms: [],
  },
  {
    service: "codex_exec",
    temporality: 1,
    counters: [
      { name: "codex.conversation.turn.count", points: [[CODEX, 1]] },
      { name: "codex.api_request", points: [[{ ...CODEX, status: "200", success: "true" }, 2]] },
      { name: "codex.tool.call", points: [[{ ...CODEX, tool: "exec_command", success: "true" }, 1]] },
    ],
    histograms: [
      { name: "codex.turn.token_usage", points: [[{ ...CODEX, token_type: "input" }, 220]] },
      { name: "codex.turn.e2e_duration_ms", unit: "ms", points: [[CODEX, 300]] },
      { name: "codex.turn.ttft.duration_ms", unit: "ms", points: [[CODEX, 40]] },
    ],
  },
  {
    service: "gemini-cli",
    temporality: 2,
    counters: [
      { name: "gemini_cli.session.count", points: [[GEMINI, 1]] },
      {
        name: "gemini_cli.api.request.count",
        points: [[{ ...GEMINI, model: "gemini-2.5-pro", status_code: 200 }, 2]],
      },
      { name: "gemini_cli.token.usage", points: [[{ ...GEMINI, model: "gemini-2.5-pro", type: "input" }, 220]] },
      {
        name: "gemini_cli.tool.call.count",
        points: [[{ ...GEMINI, function_name: "run_shell_command", success: true, decision: "accept" }, 1]],
      },
    ],
    histograms: [
      { name: "gemini_cli.api.request.latency", unit: "ms", points: [[{ ...GEMINI, model: "gemini-2.5-pro" }, 60]] },
    ],
  },
  {
    service: "copilot-chat",
    temporality: 2,
    counters: [
      { name: "copilot_chat.session.count", points: [[{}, 1]] },
      { name: "copilot_chat.tool.call.count", points: [[{ "gen_ai.tool.name": "readFile", success: true }, 3]] },
    ],
    histograms: [
      { name: "gen_ai.client.token.usage", points: [[{ ...COPILOT, "gen_ai.token.type": "input" }, 50]] },
      { name: "copilot_chat.time_to_first_token", points: [[COPILOT, 0.4]] },
    ],
  },
];

/**
 * A request of OTLP/JSON: what each agent counted in the minute before the time.
 *
 * @param summedUp - with sums in place of changes, as the Collector passes them on
 */
export function codingAgentMetrics(timeMillis: number, summedUp: boolean = false): object {
  const time = { startTimeUnixNano: `${timeMillis - 60_000}000000`, timeUnixNano: `${timeMillis}000000` };
  return {
    resourceMetrics: AGENTS.map(({ service, temporality, counters, histograms }) => ({
      resource: { attributes: attributesOf({ "service.name": service, "service.instance.id": "one" }) },
      scopeMetrics: [
        {
          metrics: [
            ...counters.map(({ name, unit, points }) => ({
              ...{ name, unit },
              sum: {
                ...{ aggregationTemporality: summedUp ? 2 : temporality, isMonotonic: true },
                dataPoints: points.map(([labels, asDouble]) => ({
                  ...time,
                  asDouble,
                  attributes: attributesOf(labels),
                })),
              },
            })),
            ...histograms.map(({ name, unit, points }) => ({
              ...{ name, unit },
              histogram: {
                aggregationTemporality: summedUp ? 2 : temporality,
                dataPoints: points.map(([labels, sum]) => ({
                  ...{ ...time, sum, count: 1, attributes: attributesOf(labels) },
                  ...{ explicitBounds: [1, 100, 10_000], bucketCounts: bucketsOf(sum) },
                })),
              },
            })),
          ],
        },
      ],
    })),
  };
}

function bucketsOf(value: number): readonly number[] {
  const bucket = [1, 100, 10_000].findIndex((bound) => value <= bound);
  return [0, 1, 2, 3].map((at) => (at === bucket ? 1 : 0));
}

function attributesOf(labels: Point[0]): readonly object[] {
  return Object.entries(labels).map(([key, value]) => ({
    key,
    value:
      typeof value === "string"
        ? { stringValue: value }
        : typeof value === "boolean"
          ? { boolValue: value }
          : { intValue: value },
  }));
}
