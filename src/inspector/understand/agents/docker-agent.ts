import type { Table } from "../field.ts";
import type { Agent } from "./agent.ts";

const ATTRIBUTES: Table = {
  agent: "agent",
  "cagent.agent.name": "agent",
  "to.agent": "agent",
  "tool.name": "tool",
  "cagent.fallback.final_model": "model",
  "cagent.fallback.primary_model": "requestModel",
  "cagent.fallback.outcome": "outcome",
};

/**
 * docker-agent, which was cagent. Source: docker/docker-agent, `pkg/runtime` of March 2026 (spans of its runtime) and `pkg/telemetry/genai` of a later
 * version (spans of the GenAI conventions). Not run here. The usage events that it sends to its maker are no OTLP.
 */
export const DOCKER_AGENT: Agent = {
  prefix: "cagent.",
  attributes: ATTRIBUTES,
  spanNames: new Map([
    ["runtime.session", "agent"],
    ["runtime.stream", "step"],
    ["runtime.tool.call", "tool"],
    ["runtime.tool.handler", "step"],
    ["runtime.tool.handler.runtime", "step"],
    ["runtime.task_transfer", "step"],
    ["runtime.fallback", "step"],
    ["cache.lookup", "step"],
    ["cache.store", "step"],
  ]),
  events: new Map(),
};
