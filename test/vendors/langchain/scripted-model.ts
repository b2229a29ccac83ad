import { instrumentLangChain } from "../../../src/instrumentation/langchain/index.ts";
import { type Recording, startRecording } from "../../support/recording.ts";
import { type Answer, type ScriptedServer, startScriptedServer } from "../../support/scripted-server.ts";
import { loadVendor, type Vendor } from "../load.ts";

/** Modules of `@langchain/core` that are instrumented for agents and graphs. */
export const MODULES: readonly string[] = [
  "callbacks/manager",
  "language_models/chat_models",
  "singletons",
  "runnables",
  "tools",
];

interface ScriptedModel extends Recording {
  readonly server: ScriptedServer;
  readonly model: Vendor;
}

/** A model that asks a server which gives these answers, with the recording of what is done. */
export async function startModel(...answers: readonly Answer[]): Promise<ScriptedModel> {
  const recording = await startRecording({ capture: "full" });
  const server = await startScriptedServer(...answers);
  const { ChatOpenAI } = await loadVendor("newest", "@langchain/openai");
  const configuration = { baseURL: `${server.url}/v1` };
  const model = new ChatOpenAI({ model: "gpt-4o", apiKey: "none", maxRetries: 0, configuration });
  return { ...recording, server, model };
}

export interface InstrumentedLangChain {
  readonly graph: Vendor;
  readonly langchain: Vendor;
  /** Makes the schemas of tools. */
  readonly z: Vendor;
  /** Those that are instrumented. */
  readonly modules: readonly object[];
}

/** The newest LangChain and LangGraph, instrumented until its modules are unwrapped. */
export async function instrumentNewest(): Promise<InstrumentedLangChain> {
  const modules: object[] = [];
  for (const name of MODULES) modules.push(await loadVendor("newest", `@langchain/core/${name}`));
  instrumentLangChain(...modules);
  const { z } = await loadVendor("newest", "zod");
  return {
    graph: await loadVendor("newest", "@langchain/langgraph"),
    langchain: await loadVendor("newest", "langchain"),
    z,
    modules,
  };
}
