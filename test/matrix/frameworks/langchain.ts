import { instrumentFetch } from "../../../src/instrumentation/fetch/index.ts";
import { instrumentLangChain, unwrap } from "../../../src/instrumentation/langchain/index.ts";
import { loadVendor, type Vendor, type VendorSet, vendorVersion } from "../../vendors/load.ts";
import { chatCells } from "./chat-cells.ts";
import type { Ask, Framework, FrameworkColumn } from "./framework.ts";
import { observedOpenAI } from "./observed-openai.ts";

const MODULES = ["callbacks/manager", "language_models/chat_models", "singletons", "runnables", "tools"];

interface Parts {
  readonly model: Vendor;
  readonly tools: readonly Vendor[];
}
/** Makes what is run of a model and tools: something with `invoke` and `stream`. */
type Make = (parts: Parts) => Promise<Vendor>;

function langchain(set: VendorSet, name: string, make: Make): Framework {
  return {
    name,
    async prepare(url, observers) {
      const modules: object[] = [];
      for (const module of MODULES) modules.push(await loadVendor(set, `@langchain/core/${module}`));
      if (observers !== "none") instrumentLangChain(...modules);
      const undos = observers === "all" ? [instrumentFetch(), await observedOpenAI(set)] : [];
      const { ChatOpenAI } = await loadVendor(set, "@langchain/openai");
      const { tool } = await loadVendor(set, "@langchain/core/tools");
      const { z } = await loadVendor(set, "zod");
      const made = ({ zero, look, once }: Ask): Promise<Vendor> => {
        const configuration = { baseURL: `${url}/v1` };
        const settings = { model: "gpt-4o", apiKey: "none", ...(zero && { temperature: 0 }) };
        const described = { name: "look", description: "looks", schema: z.object({ q: z.string() }) };
        const tools = look === undefined ? [] : [tool(async ({ q }: { q: string }) => look(q), described)];
        return make({
          model: new ChatOpenAI({ ...settings, maxRetries: once === true ? 0 : 1, configuration }),
          tools,
        });
      };
      const inputOf = ({ prompt = "hello" }: Ask): object => ({ messages: [{ role: "user", content: prompt }] });
      return {
        async run(ask) {
          const { messages } = await (await made(ask)).invoke(inputOf(ask), { signal: ask.signal });
          return messages.at(-1).content;
        },
        async *stream(ask) {
          const runnable = await made(ask);
          const options = { signal: ask.signal, streamMode: "messages" };
          for await (const piece of await runnable.stream(inputOf(ask), options)) {
            const { content } = Array.isArray(piece) ? piece[0] : piece;
            if (content !== "") yield content as string;
          }
        },
        undo() {
          for (const module of modules) unwrap(module);
          for (const undo of undos) undo();
        },
      };
    },
  };
}

const agent: Make = async (parts) => {
  const { createAgent } = await loadVendor("newest", "langchain");
  return createAgent({ ...parts, name: "finder" });
};

const graph: Make = async ({ model, tools }) => {
  const { END, MessagesAnnotation, START, StateGraph } = await loadVendor("newest", "@langchain/langgraph");
  const { ToolNode } = await loadVendor("newest", "@langchain/langgraph/prebuilt");
  const bound = tools.length > 0 ? model.bindTools(tools) : model;
  return new StateGraph(MessagesAnnotation)
    .addNode("think", async ({ messages }: Vendor) => ({ messages: [await bound.invoke(messages)] }))
    .addNode("tools", new ToolNode(tools))
    .addEdge(START, "think")
    .addConditionalEdges("think", ({ messages }: Vendor) => (messages.at(-1).tool_calls?.length > 0 ? "tools" : END))
    .addEdge("tools", "think")
    .compile({ name: "finder" });
};

/** A loop of one's own in a function: core alone has no agents. It streams what its last model call does. */
const loop: Make = async ({ model, tools }) => {
  const { RunnableLambda } = await loadVendor("previous", "@langchain/core/runnables");
  if (tools.length === 0) {
    const messagesOf = RunnableLambda.from(({ messages }: Vendor) => messages);
    const chain = messagesOf.pipe(model).withConfig({ runName: "finder" });
    return {
      invoke: async (input: unknown, options: unknown) => ({ messages: [await chain.invoke(input, options)] }),
      stream: (input: unknown, options: unknown) => chain.stream(input, options),
    };
  }
  const bound = model.bindTools(tools);
  return RunnableLambda.from(async ({ messages: given }: Vendor) => {
    const messages = [...given];
    for (;;) {
      const answer = await bound.invoke(messages);
      messages.push(answer);
      if (!(answer.tool_calls?.length > 0)) return { messages };
      messages.push(...(await Promise.all(answer.tool_calls.map((call: unknown) => tools[0].invoke(call)))));
    }
  }).withConfig({ runName: "finder" });
};

const FRAMEWORKS = [
  langchain("newest", `langchain ${vendorVersion("newest", "langchain")}, createAgent`, agent),
  langchain("newest", `@langchain/langgraph ${vendorVersion("newest", "@langchain/langgraph")}`, graph),
  langchain("previous", `@langchain/core ${vendorVersion("previous", "@langchain/core")}`, loop),
];

export const LANGCHAIN_COLUMNS: readonly FrameworkColumn[] = FRAMEWORKS.map((framework) => ({
  name: framework.name,
  cells: chatCells(framework),
}));
