export { unwrap } from "../instrument.ts";
export { instrumentOpenAIAgents } from "./instrument-openai-agents.ts";
export { AgentscribeTracingProcessor } from "./processor.ts";
