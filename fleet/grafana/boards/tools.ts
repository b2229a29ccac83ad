import { quantileBand, ratio } from "../../shared/promql.ts";
import type { Board } from "../dashboard.ts";
import { band, heat, labelTable, lines, spanTable } from "../panels.ts";
import { questionSql } from "../question-sql.ts";
import { happened, histogram, mean, NOW, p95, perSecond, toolCalls, WHOLE } from "../series.ts";
import { COUNT, SECONDS, SHARE } from "../units.ts";
import { OF_AGENT, SPANS, VARIABLES, variables } from "../variables.ts";

const TOOL = ["gen_ai_tool_name"];
const FAILED = `error_type!=""`;

export const tools: Board = {
  name: "tools",
  title: "tools",
  about: "Which tools agents call, how they fail, what is allowed, and where agents go round in circles.",
  variables: variables(SPANS, VARIABLES.service, VARIABLES.agent),
  rows: [
    {
      title: "Calls",
      panels: [
        lines({
          title: "Calls of tools",
          about: "A second, by tool.",
          unit: "ops",
          stacked: true,
          lines: [
            {
              expr: perSecond(TOOL, histogram("gen_ai.execute_tool.duration", OF_AGENT)("count")),
              legend: "{{gen_ai_tool_name}}",
            },
          ],
        }),
        lines({
          title: "Failed calls of tools",
          about: "The share of calls, by tool. `agentscribe report tools` gives the interval of each.",
          unit: SHARE,
          lines: [
            {
              expr: ratio(`(${toolCalls(TOOL, NOW, FAILED)} or ${toolCalls(TOOL, NOW)} * 0)`, toolCalls(TOOL, NOW)),
              legend: "{{gen_ai_tool_name}}",
            },
          ],
        }),
        band(
          { title: "p95 of tools", about: "Of all of them, with the 95 % band.", unit: SECONDS },
          quantileBand(95, histogram("gen_ai.execute_tool.duration", OF_AGENT), NOW),
        ),
        lines({
          title: "p95 by tool",
          about: "Right within a bucket of the histogram.",
          unit: SECONDS,
          lines: [
            {
              expr: p95("gen_ai_tool_name", histogram("gen_ai.execute_tool.duration")),
              legend: "{{gen_ai_tool_name}}",
            },
          ],
        }),
      ],
    },
    {
      title: "Loops",
      panels: [
        heat({
          title: "Loops by tool",
          about: "How often agents were found to repeat themselves in each hour, by the tool that they called again.",
          unit: COUNT,
          lines: [{ expr: happened("agentscribe.loops", TOOL, "$__interval"), legend: "{{gen_ai_tool_name}}" }],
        }),
        labelTable({
          title: "Loops by kind",
          about: "And what was done about them.",
          unit: COUNT,
          lines: [
            {
              expr: happened("agentscribe.loops", ["agentscribe_loop_kind", "agentscribe_loop_action"], WHOLE),
              legend: "loops",
            },
          ],
        }),
        lines({
          title: "Tools called by one agent run",
          about: "The mean by agent, of its own calls only.",
          unit: COUNT,
          lines: [
            {
              expr: mean(["gen_ai_agent_name"], histogram("gen_ai.invoke_agent.tool_calls", OF_AGENT)),
              legend: "{{gen_ai_agent_name}}",
            },
          ],
        }),
      ],
    },
    {
      title: "Permission",
      panels: [
        lines({
          title: "Decisions on calls of tools",
          about: "Allowed or not, and who decided.",
          unit: COUNT,
          stacked: true,
          lines: [
            {
              expr: happened(
                "agentscribe.tool.decisions",
                ["agentscribe_tool_decision", "agentscribe_tool_decision_source"],
                NOW,
              ),
              legend: "{{agentscribe_tool_decision}}, {{agentscribe_tool_decision_source}}",
            },
          ],
        }),
        lines({
          title: "Time waited for decisions, p95",
          about: "By who decides.",
          unit: SECONDS,
          lines: [
            {
              expr: p95("agentscribe_tool_decision_source", histogram("agentscribe.tool.decision_wait")),
              legend: "{{agentscribe_tool_decision_source}}",
            },
          ],
        }),
        labelTable({
          title: "Judgements of safety policies",
          about: "By policy and verdict.",
          unit: COUNT,
          lines: [
            {
              expr: happened(
                "agentscribe.policy.verdicts",
                ["agentscribe_policy_name", "agentscribe_policy_verdict"],
                WHOLE,
              ),
              legend: "verdicts",
            },
          ],
        }),
        labelTable({
          title: "Hooks",
          about: "What they decided, and where they failed.",
          unit: COUNT,
          lines: [
            {
              expr: happened(
                "agentscribe.hooks",
                ["agentscribe_hook_name", "agentscribe_hook_decision", "error_type"],
                WHOLE,
              ),
              legend: "runs",
            },
          ],
        }),
      ],
    },
    {
      title: "MCP",
      panels: [
        lines({
          title: "p95 of MCP requests",
          about: "As their sender saw them, by method.",
          unit: SECONDS,
          lines: [
            { expr: p95("mcp_method_name", histogram("mcp.client.operation.duration")), legend: "{{mcp_method_name}}" },
          ],
        }),
        labelTable({
          title: "Connections to MCP servers",
          about: "Changes of their state.",
          unit: COUNT,
          lines: [
            {
              expr: happened(
                "agentscribe.mcp.connections",
                ["agentscribe_mcp_server_name", "agentscribe_mcp_connection_status"],
                WHOLE,
              ),
              legend: "changes",
            },
          ],
        }),
      ],
    },
    {
      title: "From spans",
      panels: [
        spanTable({
          title: "Tools",
          about:
            "Failures with the interval of their rate, and what model calls after them cost. `agentscribe report tools` says the same.",
          sql: questionSql("tools"),
        }),
        spanTable({
          title: "Repeated calls and loops",
          about: "One tool again and again in a session. `agentscribe report loops` says the same.",
          sql: questionSql("loops"),
        }),
        spanTable({
          title: "Latency of tools against the time before",
          about: "`agentscribe report latency --by tool` says the same.",
          sql: questionSql("latency", { by: "tool" }),
        }),
      ],
    },
  ],
};
