import { init } from "../../../../src/index.ts";

/** What differs between runs of the agent. */
export interface AgentRun {
  readonly session: string;
  readonly model?: string;
  readonly query?: string;
  readonly manner?: string;
}

/** Where it sends; a spool alone when nobody is there to receive. */
export type Receiver = { readonly url: string } | { readonly spoolDirectory: string };

/**
 * Runs an agent that is recorded: two model calls, one of them of a model without a price, a tool that works and one that fails, a decision, an outcome.
 */
export async function runAgent(run: AgentRun, receiver: Receiver): Promise<void> {
  const { session: id, model = "gpt-5-mini", query = "parser", manner = "brief" } = run;
  const isHeard = "url" in receiver;
  const telemetry = init({
    service: { name: "repair-bot" },
    host: "own",
    capture: "full",
    exporters: [{ url: isHeard ? receiver.url : "http://127.0.0.1:9" }],
    ...(isHeard ? { spool: false } : receiver),
  });
  const question = { role: "user", content: "The parser fails on empty input." };
  const call = { id: "c1", type: "function", function: { name: "search", arguments: JSON.stringify({ query }) } };
  const asked = { role: "assistant", content: null, tool_calls: [call] };
  const found = { role: "tool", tool_call_id: "c1", content: "src/parser.ts" };
  await telemetry.session({ id }, () =>
    telemetry.task({ id: "T-1", type: "bugfix" }, async (task) => {
      await telemetry.agent({ name: "planner" }, async () => {
        await telemetry.llm(
          { provider: "openai", model, input: [question], system: `You repair code.\nBe ${manner}.` },
          (llm) => {
            llm.output([asked]);
            llm.usage({ inputTokens: 1_200, outputTokens: 40, cacheReadTokens: 1_000 });
          },
        );
        telemetry.tool({ name: "search", callId: "c1", arguments: { query } }, () => "src/parser.ts");
        telemetry.record("decision", { type: "route", choice: "repair", options: ["ask", "repair"], confidence: 0.72 });
        await telemetry
          .tool({ name: "edit", arguments: { file: "src/parser.ts" } }, () =>
            Promise.reject(new TypeError("read-only")),
          )
          .catch(() => undefined);
        await telemetry.llm(
          { provider: "openai", model: "model-nobody-sells", input: [question, asked, found] },
          (llm) => {
            llm.output([{ role: "assistant", content: "It is repaired." }]);
            llm.usage({ inputTokens: 1_500, outputTokens: 300 });
          },
        );
      });
      task.outcome("success");
    }),
  );
  await telemetry.shutdown({ timeoutMillis: isHeard ? 5_000 : 300 });
}
