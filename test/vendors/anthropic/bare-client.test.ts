import { describe, expect, it } from "vitest";
import { instrumentFetch } from "../../../src/instrumentation/fetch/index.ts";
import { activeOtelGlobals } from "../../../src/internal/otel-globals.ts";
import { type Recording, startRecording } from "../../support/recording.ts";
import { type Answer, json, startScriptedServer } from "../../support/scripted-server.ts";
import { loadVendor, type Vendor } from "../load.ts";
import {
  ASK,
  errorBody,
  MESSAGE,
  overloaded,
  RECORDED_USAGE,
  SETS,
  START,
  streamed,
  text,
  textStart,
} from "./support.ts";

const NATIVE = "anthropic.messages.create";

/** 100 × $15 + 800 × $1.50 + 200 × $18.75 + 100 × $30 + 20 × $75 a million. */
const COST = 0.01095;

/** A client that nobody wraps, in an application whose provider is ours. */
async function startBare(
  set: (typeof SETS)[number],
  ...answers: readonly Answer[]
): Promise<Recording & { readonly client: Vendor }> {
  const recording = await startRecording();
  while (activeOtelGlobals()?.trace === undefined) await new Promise(setImmediate);
  const server = await startScriptedServer(...answers);
  const { default: Anthropic } = await loadVendor(set, "@anthropic-ai/sdk");
  return { ...recording, client: new Anthropic({ apiKey: "none", baseURL: server.url, maxRetries: 1 }) };
}

describe.each(SETS)("a bare client of @anthropic-ai/sdk, %s, whose own spans come to us", (set) => {
  it("has its calls priced and counted, whole and streamed", async () => {
    const { client, telemetry, finish } = await startBare(set, json(MESSAGE), streamed(), streamed());
    const totals = await telemetry.agent({ name: "planner" }, async (agent) => {
      await client.messages.create(ASK);
      for await (const _ of await client.beta.messages.create({ ...ASK, stream: true }));
      await client.messages.stream(ASK).done();
      return agent.totals();
    });
    expect(totals).toMatchObject({
      inferenceCalls: 3,
      unpricedCalls: 0,
      usage: { inputTokens: 3600, cacheWrite1hTokens: 300 },
    });
    expect(totals.costUsd).toBeCloseTo(3 * COST, 10);
    const { spans, span, points, violations } = await finish();
    const agent = span("invoke_agent planner");
    expect(agent.attributes).toMatchObject({
      "agentscribe.total.cost_usd": expect.closeTo(3 * COST, 10),
      "gen_ai.response.finish_reasons": ["end_turn"],
    });
    const native = spans.filter(({ name }) => name === NATIVE);
    expect(native).toHaveLength(3);
    for (const { attributes, parentSpanId } of native) {
      expect(parentSpanId).toBe(agent.spanId);
      expect(attributes).toMatchObject({
        ...RECORDED_USAGE,
        "gen_ai.agent.name": "planner",
        "gen_ai.response.finish_reasons": ["end_turn"],
        "agentscribe.service_tier": "standard",
        "agentscribe.cost.usd": expect.closeTo(COST, 10),
        "agentscribe.cost.status": "ok",
      });
    }
    expect(points("gen_ai.client.inference.duration").map(({ count }) => count)).toEqual([3]);
    expect(points("gen_ai.client.inference.time_to_first_chunk").map(({ count }) => count)).toEqual([2]);
    expect(violations.filter((violation) => !violation.includes(NATIVE))).toEqual([]);
  });

  it("has its failures counted, what was known of them priced as an estimate", async () => {
    const { client, telemetry, finish } = await startBare(
      set,
      json(errorBody("invalid_request_error"), 400),
      streamed([START, textStart(), text("a"), overloaded]),
      streamed(),
    );
    await expect(client.messages.create(ASK)).rejects.toThrow();
    const broken = await client.messages.create({ ...ASK, stream: true });
    await expect(drain(broken)).rejects.toThrow();
    for await (const _ of await client.messages.create({ ...ASK, stream: true })) break;
    expect(telemetry.snapshot().totals).toMatchObject({ inferenceCalls: 3, errors: 2, unpricedCalls: 3 });
    const [refused, cut, left] = (await finish()).spans.map(({ attributes }) => attributes);
    expect(refused).toMatchObject({ "error.type": "invalid_request_error", "agentscribe.cost.status": "incomplete" });
    expect(refused).not.toHaveProperty("agentscribe.cost.usd");
    const estimate = {
      "agentscribe.cost.status": "incomplete",
      "agentscribe.cost.usd": expect.closeTo(COST - 0.0015, 10),
    };
    expect(cut).toMatchObject({ "error.type": "overloaded_error", ...estimate });
    expect(left).toMatchObject(estimate);
    expect(left).not.toHaveProperty("error.type");
  });

  it("has each call of a tool runner counted, and its run not", async () => {
    const call = { type: "tool_use", id: "toolu_1", name: "add", input: {} };
    const { client, telemetry, finish } = await startBare(
      set,
      json({ ...MESSAGE, content: [call], stop_reason: "tool_use" }),
      json(MESSAGE),
    );
    const tool = { name: "add", input_schema: { type: "object" }, run: async () => "3" };
    await client.beta.messages.toolRunner({ ...ASK, tools: [tool] });
    expect(telemetry.snapshot().totals).toMatchObject({ inferenceCalls: 2, usage: { inputTokens: 2400 } });
    const priced = (await finish()).spans.filter(({ attributes }) => "agentscribe.cost.status" in attributes);
    expect(priced.map(({ name }) => name)).toEqual([NATIVE, NATIVE]);
  });

  it("is counted once beside instrumentFetch() and inside a call of ours", async () => {
    const { client, telemetry, finish } = await startBare(set, json(MESSAGE), json(MESSAGE), json(MESSAGE));
    await telemetry.llm({ provider: "anthropic", model: "outer" }, () => client.messages.create(ASK));
    const undo = instrumentFetch();
    try {
      await client.withOptions({ fetch: globalThis.fetch }).messages.create(ASK);
    } finally {
      undo();
    }
    await client.messages.create(ASK);
    expect(telemetry.snapshot().totals).toMatchObject({ inferenceCalls: 3, usage: { inputTokens: 3600 } });
    const { spans } = await finish();
    const told = spans.map(({ name, attributes }) => [
      name,
      attributes["agentscribe.duplicate"] === true,
      attributes["gen_ai.usage.input_tokens"],
    ]);
    expect(told.toSorted()).toEqual([
      [NATIVE, false, 1200],
      [NATIVE, true, undefined],
      [NATIVE, true, undefined],
      ["chat claude-opus-4-1", false, 1200],
      ["chat outer", false, 1200],
    ]);
  });
});

async function drain(stream: AsyncIterable<unknown>): Promise<void> {
  for await (const _ of stream);
}
