import { contend } from "../contend.ts";
import { load } from "../installed.ts";
import { answerAttributes, requestAttributes, TOOL_ATTRIBUTES } from "../otel-attributes.ts";
import { ANSWER_MESSAGE, CONVERSATION, callModel, callTool, TOOL } from "../work.ts";

interface Traced {
  traceable<Args extends readonly unknown[]>(
    fn: (...args: Args) => Promise<unknown>,
    config: object,
  ): (...args: Args) => Promise<unknown>;
  getCurrentRunTree(): { metadata: object };
}
interface LangSmith {
  readonly Client: new (options: object) => { awaitPendingTraceBatches(): Promise<void> };
}

await contend(({ url, content }) => {
  process.env.LANGSMITH_TRACING = "true";
  const { Client } = load<LangSmith>("langsmith", "langsmith");
  const { traceable, getCurrentRunTree } = load<Traced>("langsmith", "langsmith/traceable");
  const client = new Client({ apiUrl: url, apiKey: "bench" });
  const base = { client, project_name: "bench", tracingEnabled: true };
  const metadata = { session_id: CONVERSATION };

  const model = traceable(
    async (_messages: unknown) => {
      await callModel();
      getCurrentRunTree().metadata = answerAttributes();
      return content ? ANSWER_MESSAGE : {};
    },
    { ...base, name: "chat gpt-5", run_type: "llm", metadata: requestAttributes(CONVERSATION) },
  );
  const tool = traceable(callTool, { ...base, name: TOOL.name, run_type: "tool", metadata: TOOL_ATTRIBUTES });
  const turn = traceable(
    async () => {
      await model(messages);
      await tool();
    },
    { ...base, name: "turn", run_type: "chain", metadata },
  );
  let messages: unknown = {};
  return {
    async record(work) {
      messages = work.messages === undefined ? {} : { messages: work.messages };
      await turn();
    },
    flush: () => client.awaitPendingTraceBatches(),
  };
});
