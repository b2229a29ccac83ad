import { grown, ratio, select, sumBy } from "../../shared/promql.ts";
import { AGENT_CALLS, AGENT_DECISIONS, AGENT_TOOLS } from "../coding-agent-sql.ts";
import type { Board } from "../dashboard.ts";
import { labelTable, lines, type Measured, spanTable, stat } from "../panels.ts";
import { questionSql } from "../question-sql.ts";
import { NOW, WHOLE } from "../series.ts";
import { COUNT, USD } from "../units.ts";
import { AGENT_SERVICE, OF_SERVICE, SPANS, variables } from "../variables.ts";

/**
 * Metrics of the agents themselves, with the names that Prometheus gives to what they were seen to send: Claude Code 2.1.197, Codex 0.169.0 and Gemini CLI
 * 0.61.0 (`test/inspector-agents`). Those of Copilot are as its code of 2026 names them.
 */
const CLAUDE = {
  sessions: "claude_code_session_count_total",
  cost: "claude_code_cost_usage_USD_total",
  tokens: "claude_code_token_usage_tokens_total",
  active: "claude_code_active_time_seconds_total",
  lines: "claude_code_lines_of_code_count_total",
  commits: "claude_code_commit_count_total",
  pullRequests: "claude_code_pull_request_count_total",
  edits: "claude_code_code_edit_tool_decision_total",
} as const;

const CODEX = {
  turns: "codex_conversation_turn_count_total",
  requests: "codex_api_request_total",
  tools: "codex_tool_call_total",
  tokens: "codex_turn_token_usage_sum",
  turnDuration: "codex_turn_e2e_duration_ms_milliseconds",
  firstToken: "codex_turn_ttft_duration_ms_milliseconds",
} as const;

const GEMINI = {
  sessions: "gemini_cli_session_count_total",
  requests: "gemini_cli_api_request_count_total",
  tokens: "gemini_cli_token_usage_total",
  tools: "gemini_cli_tool_call_count_total",
  latency: "gemini_cli_api_request_latency_milliseconds",
} as const;

const count = (metric: string, labels: readonly string[], range: string): string =>
  sumBy(labels, grown(select(metric, OF_SERVICE), range));

/** Copilot states no units, and has two names: that of the editor and that of the command. */
const copilot = (name: string, labels: readonly string[], range: string): string =>
  `${count(`copilot_chat_${name}`, labels, range)}\nor ${count(`github_copilot_${name}`, labels, range)}`;
const COPILOT_TOKENS = select("gen_ai_client_token_usage_sum", `job=~".*copilot.*"`);

const quantile = (histogram: string, label: string): string =>
  `histogram_quantile(0.95, ${count(`${histogram}_bucket`, ["le", label], NOW)})`;

/** What 5 stats of a row have in common. */
const total = (title: string, about: string, expr: string, unit: string = COUNT): Parameters<typeof stat>[0] => ({
  ...{ title, about, unit },
  lines: [{ expr, legend: title.toLowerCase() }],
});

const by = (title: string, about: string, expr: string, legend: string, unit: string = COUNT): Measured => ({
  ...{ title, about, unit },
  lines: [{ expr, legend }],
});

export const codingAgents: Board = {
  name: "coding-agents",
  title: "coding agents",
  about:
    "Claude Code, Codex, Gemini CLI and Copilot, by the metrics and events that they send themselves. Those of Claude Code and Codex are deltas: see `fleet/grafana/README.md`.",
  variables: variables(SPANS, AGENT_SERVICE),
  from: "now-7d",
  rows: [
    {
      title: "Claude Code",
      panels: [
        stat(total("Sessions", "Begun.", count(CLAUDE.sessions, [], WHOLE))),
        stat(total("Cost", "As Claude Code reckons it.", count(CLAUDE.cost, [], WHOLE), USD)),
        stat(
          total(
            "Users",
            "Whose sessions began.",
            `count(count by (user_id) (last_over_time(${select(CLAUDE.sessions, OF_SERVICE)}[${WHOLE}])))`,
          ),
        ),
        stat(total("Commits", "Made by it.", count(CLAUDE.commits, [], WHOLE))),
        stat(total("Pull requests", "Opened by it.", count(CLAUDE.pullRequests, [], WHOLE))),
        stat(total("Time at work", "Of users and of the agent.", count(CLAUDE.active, [], WHOLE), "s")),
        lines({
          ...by("Cost by model", "In each interval.", count(CLAUDE.cost, ["model"], NOW), "{{model}}", USD),
          stacked: true,
        }),
        lines({
          ...by("Tokens by type", "`input` leaves the cache out.", count(CLAUDE.tokens, ["type"], NOW), "{{type}}"),
          stacked: true,
        }),
        labelTable(by("Lines of code", "Added and removed.", count(CLAUDE.lines, ["type"], WHOLE), "lines")),
        labelTable(
          by(
            "Edits",
            "Accepted and rejected, by tool.",
            count(CLAUDE.edits, ["tool_name", "decision"], WHOLE),
            "edits",
          ),
        ),
      ],
    },
    {
      title: "Codex",
      panels: [
        stat(total("Turns", "Of conversations.", count(CODEX.turns, [], WHOLE))),
        stat(total("Requests", "To models.", count(CODEX.requests, [], WHOLE))),
        lines({
          ...by("Tokens by type", "Of turns.", count(CODEX.tokens, ["token_type"], NOW), "{{token_type}}"),
          width: 16,
        }),
        lines(by("Requests by status", "To models.", count(CODEX.requests, ["status"], NOW), "{{status}}")),
        lines(
          by(
            "Calls of tools",
            "By tool and whether they succeeded.",
            count(CODEX.tools, ["tool", "success"], NOW),
            "{{tool}}, {{success}}",
          ),
        ),
        lines(by("p95 of turns", "By model.", quantile(CODEX.turnDuration, "model"), "{{model}}", "ms")),
        lines(
          by("p95 of the time to the first token", "By model.", quantile(CODEX.firstToken, "model"), "{{model}}", "ms"),
        ),
      ],
    },
    {
      title: "Gemini CLI",
      panels: [
        stat(total("Sessions", "Begun.", count(GEMINI.sessions, [], WHOLE))),
        stat(
          total(
            "Failed requests",
            "The share whose status is none of success.",
            ratio(
              `(${sumBy([], grown(select(GEMINI.requests, OF_SERVICE, `status_code!~"2.."`), WHOLE))} or ${count(GEMINI.requests, [], WHOLE)} * 0)`,
              count(GEMINI.requests, [], WHOLE),
            ),
            "percentunit",
          ),
        ),
        lines({
          ...by("Tokens by type", "`output` leaves thoughts out.", count(GEMINI.tokens, ["type"], NOW), "{{type}}"),
          width: 16,
        }),
        lines(by("Requests by model", "To models.", count(GEMINI.requests, ["model"], NOW), "{{model}}")),
        lines(by("p95 of requests", "By model.", quantile(GEMINI.latency, "model"), "{{model}}", "ms")),
        lines(
          by(
            "Calls of tools",
            "By tool and what was decided.",
            count(GEMINI.tools, ["function_name", "decision"], NOW),
            "{{function_name}}, {{decision}}",
          ),
        ),
      ],
    },
    {
      title: "Copilot",
      panels: [
        stat(total("Sessions", "Of the editor or the command.", copilot("session_count_total", [], WHOLE))),
        lines({
          ...by(
            "Tokens by type",
            "Of model calls.",
            sumBy(["gen_ai_token_type"], grown(COPILOT_TOKENS, NOW)),
            "{{gen_ai_token_type}}",
          ),
          width: 20,
        }),
        lines(
          by(
            "Calls of tools",
            "By tool and whether they succeeded.",
            copilot("tool_call_count_total", ["gen_ai_tool_name", "success"], NOW),
            "{{gen_ai_tool_name}}, {{success}}",
          ),
        ),
        lines(
          by(
            "p95 of the time to the first token",
            "By model.",
            quantile("copilot_chat_time_to_first_token", "gen_ai_request_model"),
            "{{gen_ai_request_model}}",
            "s",
          ),
        ),
      ],
    },
    {
      title: "From events and spans",
      panels: [
        spanTable({
          title: "Model calls of coding agents",
          about: "From their events, whether or not they send spans. Codex, Gemini CLI and Copilot state no cost.",
          sql: AGENT_CALLS,
        }),
        spanTable({ title: "Tools of coding agents", about: "From their events.", sql: AGENT_TOOLS, width: 12 }),
        spanTable({
          title: "Decisions on tools",
          about: "From their events, in their own words.",
          sql: AGENT_DECISIONS,
          width: 12,
        }),
        spanTable({
          title: "Cost by kind of agent",
          about: "Of those that send spans of model calls. `agentscribe report cost --by agent-kind` says the same.",
          sql: questionSql("cost", { by: "agent-kind" }),
        }),
      ],
    },
  ],
};
