import type { Agent } from "./agent.ts";

/**
 * Pydantic AI, whose spans Logfire shows. They follow the GenAI conventions; the run of an agent repeats the usage of its model calls, and older
 * versions (before 2026) give it no operation.
 *
 * Source: langfuse/langfuse `ObservationTypeMapper.ts` of August 2026 and pydantic.dev/docs/logfire. Not run here.
 */
export const PYDANTIC_AI: Agent = {
  prefix: "",
  attributes: { agent_name: "agent", model_name: "requestModel" },
  spanNames: new Map([
    ["agent run", "agent"],
    ["running tool", "tool"],
    ["running tools", "step"],
  ]),
  events: new Map([["gen_ai.client.inference.operation.details", { work: "inference" }]]),
};
