import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { NODES } from "../../package/packed.ts";
import type { VendorSet } from "../load.ts";
import { callsByAgent, oneCallEach } from "./model-calls.ts";
import { AGENTS, agentsOf, openZeroCode, REGISTER, type ZeroCode, type ZeroCodeRun } from "./zero-code.ts";

let zeroCode: ZeroCode;
beforeAll(async () => {
  zeroCode = await openZeroCode();
}, 60_000);
afterAll(() => zeroCode?.close());

/** What frameworks and MCP tell beside the calls of models, each of one agent. */
const RUNS: Readonly<Record<VendorSet, readonly string[]>> = {
  newest: [
    "invoke_agent", // AI SDK
    "invoke_agent", // AI SDK with Anthropic
    "invoke_agent", // Claude Agent SDK
    "invoke_agent t", // Mastra with its observability
    "invoke_agent talker", // OpenAI Agents
    "invoke_workflow", // LangGraph
    "invoke_workflow", // OpenAI Agents
    "step think", // LangGraph
    "tools/call look", // MCP client
    "tools/call look", // MCP server
  ],
  previous: ["tools/call look", "tools/call look"],
  older: [],
};

function runsAndMessages({ receiver }: ZeroCodeRun): readonly string[] {
  const names = receiver.spans().map(({ name }) => name);
  return names.filter((name) => /^(invoke_|step |tools\/call )/.test(name)).sort();
}

describe.each<[VendorSet, "esm" | "cjs"]>([
  ["newest", "esm"],
  ["newest", "cjs"],
  ["previous", "esm"],
  ["previous", "cjs"],
  ["older", "esm"],
  ["older", "cjs"],
])("node --import agentscribe/register with every package of the %s set, %s", (set, system) => {
  const agents = agentsOf(set);

  it("records one call of each agent, who sees nothing of it, on every Node", async () => {
    const file = zeroCode.program(set, system, agents);
    const bare = await zeroCode.run("24", file, agents);
    expect(bare).toMatchObject({ status: 0, stderr: "" });
    const said = agents.map((name) => [name, AGENTS[name]?.answer === undefined ? "found" : "Hello"]);
    expect(JSON.parse(bare.stdout)).toEqual(Object.fromEntries(said));
    await Promise.all(
      Object.keys(NODES).map(async (node) => {
        const run = await zeroCode.run(node, file, agents, { flags: REGISTER });
        expect(run, `Node ${node}`).toMatchObject({ status: 0, stdout: bare.stdout, stderr: "" });
        expect(callsByAgent(run), `Node ${node}`).toEqual(oneCallEach(agents));
        expect(runsAndMessages(run), `Node ${node}`).toEqual(RUNS[set]);
      }),
    );
  }, 120_000);
});
