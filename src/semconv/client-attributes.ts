/** The guardrail of Bedrock that a request names. */
export const AWS_BEDROCK_GUARDRAIL_ID = "aws.bedrock.guardrail.id";
/** The region of the endpoint of Bedrock that answered. */
export const CLOUD_REGION = "cloud.region";
/** Turns of a run of the Claude Agent SDK, as it counts them. */
export const CLAUDE_AGENT_TURNS = "claude_agent.turns";
/** What the Claude Agent SDK says that the session has cost until then, in US dollars. */
export const CLAUDE_AGENT_TOTAL_COST_USD = "claude_agent.total_cost_usd";
/** What it says that this run cost, in US dollars. */
export const CLAUDE_AGENT_COST_USD = "claude_agent.cost_usd";
