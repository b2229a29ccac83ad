import { OpenRuns } from "../runs.ts";

/** Runs by the ids of LangChain's callbacks. */
export const langchainRuns: OpenRuns = new OpenRuns("langchain");
