import { expect, it } from "vitest";
import { startRecording } from "../../support/recording.ts";

const GATES = {
  prompts: true,
  responses: true,
  system: true,
  toolArguments: true,
  toolResults: true,
  toolDescriptions: true,
  commandArguments: true,
};

/** Everything that a scope can hold, each a word of its own: of the model call, and of all else. */
const OF_CALLS = ["call-input", "call-system", "call-tool", "call-variable", "call-output"];
const OF_OTHERS = [
  ...["agent-input", "agent-system", "agent-tool", "agent-output", "workflow-input", "workflow-output"],
  ...["search-query", "found-id", "memory-query", "memory-record", "tool-description", "tool-argument", "tool-result"],
  ...["command-argument", "command-description", "command-result", "resource-uri"],
];

it.each(["span", "event"] as const)("all content goes to the %s", async (where) => {
  const { telemetry, finish } = await startRecording({ capture: { ...GATES, where } });
  const tools = (description: string): object[] => [{ name: "t", description }];
  telemetry.workflow({ name: "w", input: "workflow-input" }, (workflow) => {
    workflow.output("workflow-output");
    telemetry.agent(
      { name: "a", input: "agent-input", system: "agent-system", tools: tools("agent-tool") },
      (agent) => {
        agent.output("agent-output");
        telemetry.retrieval({ query: "search-query" }, (search) => search.documents([{ id: "found-id", score: 1 }]));
        telemetry.memory({ operation: "search_memory", query: "memory-query" }, (memory) =>
          memory.records([{ content: "memory-record" }]),
        );
        const tool = { name: "t", description: "tool-description", arguments: { q: "tool-argument" } };
        telemetry.tool(tool, () => ({ found: "tool-result" }));
        const command = { executable: "ls", args: ["command-argument"], description: "command-description" };
        telemetry.command(command, () => "command-result");
        telemetry.mcpRequest({ method: "resources/read", params: { uri: "file:///resource-uri" } }, () => {});
        const prompt = { name: "p", variables: { v: "call-variable" } };
        const call = { input: "call-input", system: "call-system", tools: tools("call-tool"), prompt };
        telemetry.llm({ provider: "openai", model: "gpt-5-mini", ...call }, (llm) => llm.output("call-output"));
      },
    );
  });
  const { spans, events } = await finish();
  const wordsIn = (records: unknown): readonly string[] =>
    [...OF_CALLS, ...OF_OTHERS].filter((word) => JSON.stringify(records).includes(word));
  expect(wordsIn(spans)).toEqual(where === "span" ? [...OF_CALLS, ...OF_OTHERS] : []);
  expect(wordsIn(events)).toEqual(where === "span" ? [] : OF_CALLS);
});
