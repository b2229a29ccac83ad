import type { AgentEvents } from "./agent-events.ts";

/**
 * This package's own events (`docs/events.md`), and the events of the GenAI conventions. What the events of this package tell of has spans; the details
 * of an inference may come from an agent that sends no spans.
 */
export const AGENTSCRIBE_EVENTS: AgentEvents = {
  prefix: "",
  attributes: {
    "agentscribe.decision.type": "decisionType",
    "agentscribe.decision.choice": "decisionChoice",
    "agentscribe.decision.confidence": "confidence",
    "agentscribe.tool.decision": "decisionChoice",
    "agentscribe.edit.decision": "decisionChoice",
    "agentscribe.policy.verdict": "decisionChoice",
    "agentscribe.routing.chosen": "decisionChoice",
    "gen_ai.evaluation.name": "step",
    "gen_ai.evaluation.score.label": "outcome",
    "agentscribe.command.outcome": "outcome",
    "agentscribe.fallback.outcome": "outcome",
    "agentscribe.recovery.outcome": "outcome",
    "agentscribe.auth.outcome": "outcome",
    "agentscribe.diagnostic.outcome": "outcome",
    "gen_ai.evaluation.score.value": "value",
    "agentscribe.task.revisions": "value",
    "agentscribe.session.turns": "value",
    "agentscribe.prompt.length": "value",
    "agentscribe.active_time.duration_ms": "value",
    "agentscribe.retry.attempt": "value",
    "agentscribe.retry.attempts": "value",
    "agentscribe.budget.used": "value",
    "agentscribe.credits.amount": "value",
    "agentscribe.compaction.tokens_after": "value",
    "agentscribe.code.lines_added": "value",
    "agentscribe.edit.survival_score": "value",
    "agentscribe.loop.count": "value",
    "agentscribe.task.time_to_pr_ms": "value",
    "agentscribe.anomaly.observed": "value",
    "agentscribe.context.used_ratio": "value",
  },
  events: new Map([
    ["agentscribe.tool.decision", { decisionType: "tool" }],
    ["agentscribe.edit.decision", { decisionType: "edit" }],
    ["agentscribe.policy.verdict", { decisionType: "policy" }],
    ["agentscribe.routing.decision", { decisionType: "routing" }],
    ["agentscribe.subagent.failed", { failed: true }],
    ["gen_ai.client.inference.operation.details", { work: "inference" }],
  ]),
};
