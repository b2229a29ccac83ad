import { describe, expect, it } from "vitest";
import { unwrap, wrapBedrock } from "../../../src/instrumentation/bedrock/index.ts";
import { startRecording } from "../../support/recording.ts";
import { drop, hang, json, raw, startScriptedServer } from "../../support/scripted-server.ts";
import { ASK, CONVERSE, clientOptions, type Loading, MODEL, startBedrock, withoutSilence } from "./support.ts";

describe.each<Loading>(["esm", "cjs"])("wrapBedrock() with Converse, %s", (loading) => {
  it("records usage with cached tokens, parameters with their zeros, request id, server and region", async () => {
    const { client, aws, server, finish } = await startBedrock(
      loading,
      json(CONVERSE, 200, { "x-amzn-requestid": "r-1" }),
    );
    const output = await client.send(new aws.ConverseCommand(ASK));
    expect(output.output.message.content[0].text).toBe("Hello.");
    const all = await finish();
    expect(withoutSilence(all.violations)).toEqual([]);
    expect(all.span(`chat ${MODEL}`).attributes).toMatchObject({
      "gen_ai.provider.name": "aws.bedrock",
      "gen_ai.request.temperature": 0,
      "gen_ai.request.top_p": 0,
      "gen_ai.request.max_tokens": 50,
      "gen_ai.request.stop_sequences": ["END"],
      "gen_ai.usage.input_tokens": 50,
      "gen_ai.usage.output_tokens": 5,
      "gen_ai.usage.cache_read.input_tokens": 30,
      "gen_ai.usage.cache_write.input_tokens": 10,
      "gen_ai.response.finish_reasons": ["end_turn"],
      "agentscribe.request_id": "r-1",
      "agentscribe.cost.status": "ok",
      "agentscribe.response.server_latency_ms": 120,
      "server.address": "127.0.0.1",
      "server.port": server.port,
      "cloud.region": "eu-west-1",
    });
    expect(all.points("gen_ai.client.inference.duration")[0]?.attributes).toMatchObject({
      "server.address": "127.0.0.1",
    });
  });

  it("counts the tools that are offered", async () => {
    const { client, aws, finish } = await startBedrock(loading, json(CONVERSE));
    const toolSpec = { name: "sail", inputSchema: { json: { type: "object" } } };
    const tools = [{ toolSpec }, { cachePoint: { type: "default" } }];
    await client.send(new aws.ConverseCommand({ ...ASK, toolConfig: { tools } }));
    const { attributes } = (await finish()).span(`chat ${MODEL}`);
    expect(attributes["agentscribe.request.tools"]).toBe(1);
    expect(JSON.parse(String(attributes["gen_ai.tool.definitions"]))).toHaveLength(1);
  });

  it("records a throttled attempt as an event of one call", async () => {
    const { client, aws, finish } = await startBedrock(
      loading,
      json({ message: "slow down" }, 429, { "x-amzn-errortype": "ThrottlingException" }),
      json(CONVERSE),
    );
    const output = await client.send(new aws.ConverseCommand(ASK));
    expect(output.$metadata.attempts).toBe(2);
    const all = await finish();
    expect(all.spans).toHaveLength(1);
    expect(all.span(`chat ${MODEL}`).attributes).toMatchObject({ "agentscribe.llm.retries": 1 });
    expect(all.event("agentscribe.retry").attributes).toMatchObject({ "error.type": "ThrottlingException" });
    expect(all.eventsNamed("agentscribe.rate_limit")).toHaveLength(1);
  });

  it("gives the caller the client's own error and ends the span with its type", async () => {
    const { client, aws, finish } = await startBedrock(
      loading,
      json({ message: "no such model" }, 400, { "x-amzn-errortype": "ValidationException", "x-amzn-requestid": "r-9" }),
    );
    const error = await client.send(new aws.ConverseCommand(ASK)).catch((thrown: unknown) => thrown);
    expect(error).toBeInstanceOf(aws.ValidationException);
    expect(error.$metadata).toMatchObject({ httpStatusCode: 400, requestId: "r-9", attempts: 1 });
    const span = (await finish()).span(`chat ${MODEL}`);
    expect(span.status.code).toBe(2);
    expect(span.attributes).toMatchObject({ "error.type": "ValidationException", "agentscribe.request_id": "r-9" });
  });

  it("records throttling that outlasts the retries", async () => {
    const { client, aws, finish } = await startBedrock(
      loading,
      json({ message: "slow down" }, 429, { "x-amzn-errortype": "ThrottlingException" }),
    );
    await expect(client.send(new aws.ConverseCommand(ASK))).rejects.toBeInstanceOf(aws.ThrottlingException);
    const span = (await finish()).span(`chat ${MODEL}`);
    expect(span.attributes).toMatchObject({ "error.type": "ThrottlingException", "agentscribe.llm.retries": 1 });
  });

  it("records a connection that was dropped, and an abort before the answer", async () => {
    const dropped = await startBedrock(loading, drop());
    await expect(dropped.client.send(new dropped.aws.ConverseCommand(ASK))).rejects.toThrow();
    const span = (await dropped.finish()).span(`chat ${MODEL}`);
    expect(span.attributes).toMatchObject({ "error.type": "ECONNRESET", "agentscribe.llm.retries": 1 });

    const hung = await startBedrock(loading, hang());
    const abort = new AbortController();
    const sent = hung.client.send(new hung.aws.ConverseCommand(ASK), { abortSignal: abort.signal });
    setTimeout(() => abort.abort(), 20);
    await expect(sent).rejects.toMatchObject({ name: "AbortError" });
    expect((await hung.finish()).span(`chat ${MODEL}`).attributes).toMatchObject({ "error.type": "AbortError" });
  });

  it("calls back as the client does", async () => {
    const { client, aws, finish } = await startBedrock(loading, json(CONVERSE), json({ message: "no" }, 400));
    const called = (args: readonly unknown[]) =>
      new Promise<unknown[]>((resolve) => {
        expect(client.send(...args, (...given: unknown[]) => resolve(given))).toBeUndefined();
      });
    const [none, output] = (await called([new aws.ConverseCommand(ASK), {}])) as [unknown, typeof CONVERSE];
    expect(none).toBeNull();
    expect(output.stopReason).toBe("end_turn");
    const failed = await called([new aws.ConverseCommand(ASK)]);
    expect(failed).toEqual([expect.any(aws.BedrockRuntimeServiceException)]);
    const { spans } = await finish();
    expect(spans.map(({ attributes }) => attributes["gen_ai.usage.input_tokens"])).toEqual([50, undefined]);
  });

  it("records the methods of the aggregated client", async () => {
    const server = await startScriptedServer(json(CONVERSE));
    const { finish } = await startRecording();
    const { aws, options } = await clientOptions(loading, server.url);
    const client = wrapBedrock(new aws.BedrockRuntime(options));
    expect((await client.converse(ASK)).stopReason).toBe("end_turn");
    await new Promise((resolve) => client.converse(ASK, resolve));
    expect((await finish()).spans.map(({ name }) => name)).toEqual([`chat ${MODEL}`, `chat ${MODEL}`]);
  });

  it("records no call for a guardrail or a count of tokens", async () => {
    const { client, aws, finish } = await startBedrock(
      loading,
      json({ action: "NONE", outputs: [], usage: {} }),
      json({ inputTokens: 3 }),
    );
    const source = {
      guardrailIdentifier: "g-1",
      guardrailVersion: "1",
      source: "INPUT",
      content: [{ text: { text: "hi" } }],
    };
    expect((await client.send(new aws.ApplyGuardrailCommand(source))).action).toBe("NONE");
    const counted = new aws.CountTokensCommand({ modelId: MODEL, input: { converse: { messages: ASK.messages } } });
    expect((await client.send(counted)).inputTokens).toBe(3);
    expect((await finish()).spans).toEqual([]);
  });

  it("records what a guardrail did, the tier and the model a router chose", async () => {
    const { client, aws, finish } = await startBedrock(
      loading,
      json({
        ...CONVERSE,
        stopReason: "guardrail_intervened",
        serviceTier: { type: "flex" },
        trace: { promptRouter: { invokedModelId: `eu.${MODEL}` } },
      }),
    );
    await client.send(
      new aws.ConverseCommand({ ...ASK, guardrailConfig: { guardrailIdentifier: "g-1", guardrailVersion: "1" } }),
    );
    const all = await finish();
    expect(withoutSilence(all.violations)).toEqual([]);
    expect(all.span(`chat ${MODEL}`).attributes).toMatchObject({
      "gen_ai.response.finish_reasons": ["guardrail_intervened"],
      "gen_ai.response.model": `eu.${MODEL}`,
      "aws.bedrock.guardrail.id": "g-1",
      "agentscribe.service_tier": "flex",
    });
    expect(all.event("agentscribe.refusal").attributes).toMatchObject({
      "agentscribe.refusal.category": "guardrail_intervened",
    });
  });

  it("gives no price of the usual kind to an answer of lower latency", async () => {
    const { client, aws, finish } = await startBedrock(
      loading,
      json({ ...CONVERSE, performanceConfig: { latency: "optimized" } }),
    );
    await client.send(new aws.ConverseCommand({ ...ASK, performanceConfig: { latency: "optimized" } }));
    const { attributes } = (await finish()).span(`chat ${MODEL}`);
    expect(attributes["agentscribe.cost.usd"]).toBeUndefined();
    expect(attributes["agentscribe.cost.reason"]).toBe("tier_unpriced:latency_optimized");
  });

  it("leaves client and command as they were, and unwraps", async () => {
    const { client, aws, finish } = await startBedrock(loading, json(CONVERSE));
    const command = new aws.ConverseCommand(ASK);
    const stacks = () => [client.middlewareStack.identify(), command.middlewareStack.identify().length];
    const [before] = stacks();
    await client.send(command);
    expect(stacks()).toEqual([before, expect.any(Number)]);
    expect(command.middlewareStack.identify().join()).not.toContain("anonymous");
    expect(client).toBeInstanceOf(aws.BedrockRuntimeClient);
    expect(wrapBedrock(client)).toBe(client);
    unwrap(client);
    expect(Object.hasOwn(client, "send")).toBe(false);
    await client.send(new aws.ConverseCommand(ASK));
    expect((await finish()).spans).toHaveLength(1);
  });

  it("leaves a client alone where telemetry is opted out", async () => {
    const { aws, options } = await clientOptions(loading, "http://127.0.0.1:1");
    const made = new aws.BedrockRuntimeClient(options);
    process.env.DO_NOT_TRACK = "1";
    try {
      expect(wrapBedrock(made)).toBe(made);
    } finally {
      delete process.env.DO_NOT_TRACK;
    }
    expect(Object.hasOwn(made, "send")).toBe(false);
  });

  it("gives odd answers as the client does", async () => {
    const odd = [
      json({ ...CONVERSE, usage: null }),
      json({ ...CONVERSE, usage: "many" }),
      json({}),
      raw(["<html>busy</html>"], { "content-type": "text/html" }),
    ];
    const { client, aws, finish } = await startBedrock(loading, ...odd);
    const server = await startScriptedServer(...odd);
    const { options } = await clientOptions(loading, server.url);
    const bare = new aws.BedrockRuntimeClient(options);
    for (const _ of odd) {
      const [seen, plain] = await Promise.all([outcome(client, aws), outcome(bare, aws)]);
      expect(seen).toEqual(plain);
    }
    const { spans, violations } = await finish();
    expect(violations.filter((one) => !one.startsWith("genai_expected_attribute_missing"))).toEqual([]);
    expect(spans).toHaveLength(odd.length);
    for (const { attributes } of spans) expect(attributes["agentscribe.cost.usd"]).toBeUndefined();
  });
});

/** What a client gives, without what differs by request. */
// biome-ignore lint/suspicious/noExplicitAny: vendors' clients
async function outcome(client: any, aws: any): Promise<unknown> {
  try {
    const { $metadata, ...output } = await client.send(new aws.ConverseCommand(ASK));
    return { ...output, attempts: $metadata.attempts };
  } catch (error) {
    return { name: (error as Error).name, message: (error as Error).message };
  }
}
