export { unwrap } from "../instrument.ts";
export { AgentscribeCallbackHandler, langchainHandler } from "./handler.ts";
export { instrumentLangChain } from "./instrument-langchain.ts";
