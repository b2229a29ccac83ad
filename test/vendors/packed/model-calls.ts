import type { ReceivedSpan } from "../../../examples/support/otlp/flatten-otlp.ts";
import { AGENTS, tokensOf, type ZeroCodeRun } from "./zero-code.ts";

/** What a backend has of one request to a model. Cost is `priced`, `free`, or `unpriced` when the span says why. */
interface ModelCall {
  readonly input: number;
  readonly output: number;
  readonly cost: string;
}

/** Of agents whose model has no price: one runs on the user's own machine, the tables lack the endpoint of the other. */
const COSTS: Readonly<Record<string, string>> = { ollama: "free", "@huggingface/inference": "unpriced" };

/** Spans that count as a request to a model, whoever made them, by agent. Those of no agent are under their own names. */
export function callsByAgent({ receiver }: ZeroCodeRun): Record<string, readonly ModelCall[]> {
  const names = new Map(Object.keys(AGENTS).map((name) => [tokensOf(name), name]));
  const calls = receiver
    .spans()
    .filter(isModelCall)
    .map(({ name, attributes }) => {
      const input = Number(attributes["gen_ai.usage.input_tokens"]);
      const output = Number(attributes["gen_ai.usage.output_tokens"]);
      return { name: names.get(input) ?? name, call: { input, output, cost: costOf(attributes) } };
    });
  const grouped = Map.groupBy(calls, ({ name }) => name);
  return Object.fromEntries([...grouped].map(([name, all]) => [name, all.map(({ call }) => call)]));
}

/** One call of each of these agents that asks a model. */
export function oneCallEach(agents: readonly string[]): Record<string, readonly ModelCall[]> {
  const asking = agents.filter((name) => AGENTS[name]?.answer !== undefined);
  return Object.fromEntries(
    asking.map((name) => [name, [{ input: tokensOf(name), output: 40, cost: COSTS[name] ?? "priced" }]]),
  );
}

function isModelCall({ attributes }: ReceivedSpan): boolean {
  const operation = String(attributes["gen_ai.operation.name"]);
  // A span of the client's own is marked and has no usage, or it would count twice.
  const isCounted = attributes["agentscribe.duplicate"] !== true || "gen_ai.usage.input_tokens" in attributes;
  return isCounted && ["chat", "generate_content", "text_completion"].includes(operation);
}

function costOf(attributes: ReceivedSpan["attributes"]): string {
  const usd = attributes["agentscribe.cost.usd"];
  if (typeof usd === "number" && usd > 0) return "priced";
  if (attributes["agentscribe.cost.source"] === "free" && usd === 0) return "free";
  const isExplained = usd === undefined && typeof attributes["agentscribe.cost.reason"] === "string";
  return isExplained ? "unpriced" : `$ ${String(usd)} without a reason`;
}
