import type { Table } from "../field.ts";
import type { Agent } from "./agent.ts";

/** The attributes of Copilot beside those of the GenAI conventions, which its spans follow. */
const ATTRIBUTES: Table = {
  "copilot_chat.chat_session_id": "session",
  conversation_id: "session",
  "copilot_chat.debug_name": "purpose",
  "copilot_chat.time_to_first_token": ["firstChunkUs", 1_000],
  "github.copilot.time_to_first_token": ["firstChunkUs", 1_000],
  "enduser.pseudo.id": "user",
  duration_ms: ["durationUs", 1_000],
  success: "success",
  outcome: "decisionChoice",
  rating: "decisionChoice",
  accepted: "decisionChoice",
  participant: "agent",
  partner_agent: "agent",
  model: "requestModel",
  edit_source: "step",
  survival_rate_four_gram: "value",
  "turn.index": "value",
  line_count: "value",
};

/**
 * Copilot, in VS Code and as a command. Source: microsoft/vscode-copilot-chat, `docs/monitoring/agent_monitoring.md` and `src/platform/otel` of
 * March 2026. Not run here. It sends spans of all that its events tell of.
 */
export const COPILOT: Agent = {
  prefix: "copilot_chat.",
  attributes: ATTRIBUTES,
  events: new Map([
    ["session.start", { name: "agentscribe.session.start" }],
    ["edit.feedback", { name: "agentscribe.edit.decision", decisionType: "edit" }],
    ["edit.hunk.action", { name: "agentscribe.edit.decision", decisionType: "edit" }],
    ["inline.done", { name: "agentscribe.edit.decision", decisionType: "edit" }],
    ["edit.survival", { name: "agentscribe.edit.survival" }],
    ["user.feedback", { name: "gen_ai.evaluation.result", decisionType: "feedback" }],
    ["cloud.session.invoke", { name: "agentscribe.subagent.spawned" }],
  ]),
};
