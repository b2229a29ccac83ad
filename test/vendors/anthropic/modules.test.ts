import { describe, expect, it } from "vitest";
import { wrapAnthropic } from "../../../src/instrumentation/anthropic/index.ts";
import { ANTHROPIC_MODULES } from "../../../src/instrumentation/anthropic/modules.ts";
import { activeOtelGlobals } from "../../../src/internal/otel-globals.ts";
import { startRecording } from "../../support/recording.ts";
import { type Answer, json, startScriptedServer } from "../../support/scripted-server.ts";
import { loadVendor, requireVendor, type Vendor } from "../load.ts";
import { ASK, errorBody, MESSAGE, SETS, streamed } from "./support.ts";

const CHAT = "chat claude-opus-4-1";

function patch(name: string, exports: unknown): void {
  const hooks = ANTHROPIC_MODULES.filter((hook) => hook.name === name);
  expect(hooks).toHaveLength(1);
  for (const hook of hooks) hook.patch(exports);
}

async function start(...answers: readonly Answer[]) {
  const server = await startScriptedServer(...answers);
  return { ...(await startRecording()), server };
}

const cases = SETS.flatMap((set) => (["ESM", "CommonJS"] as const).map((build) => [set, build] as const));

describe.each(cases)("ANTHROPIC_MODULES with @anthropic-ai/sdk, %s, %s", (set, build) => {
  it("record every client of the package once, wrapped besides or not", async () => {
    const retried = json(errorBody("rate_limit_error"), 429, { "retry-after-ms": "1" });
    const { server, finish } = await start(retried, json(MESSAGE), streamed(), streamed(), retried, json(MESSAGE));
    const module: Vendor =
      build === "ESM" ? await loadVendor(set, "@anthropic-ai/sdk") : requireVendor(set, "@anthropic-ai/sdk");
    patch("@anthropic-ai/sdk", module);
    patch("@anthropic-ai/sdk", module);
    const client = new (module.default ?? module)({ apiKey: "none", baseURL: server.url });
    await client.messages.create(ASK);
    await client.beta.messages.stream(ASK).done();
    await client.messages.stream(ASK).done();
    await wrapAnthropic(client).messages.create(ASK);
    const recorded = await finish();
    expect(recorded.spans.map(({ name }) => name)).toEqual([CHAT, CHAT, CHAT, CHAT]);
    expect(recorded.spans.map(({ attributes }) => attributes["agentscribe.llm.retries"] ?? 0)).toEqual([1, 0, 0, 1]);
    expect(recorded.eventsNamed("agentscribe.rate_limit")).toHaveLength(2);
    expect(recorded.violations).toEqual([]);
  });

  it("leave one call a request inside a call that a framework records", async () => {
    const { server, telemetry, finish } = await start(json(MESSAGE), streamed());
    while (activeOtelGlobals()?.trace === undefined) await new Promise(setImmediate);
    const module: Vendor =
      build === "ESM" ? await loadVendor(set, "@anthropic-ai/sdk") : requireVendor(set, "@anthropic-ai/sdk");
    patch("@anthropic-ai/sdk", module);
    const client = new (module.default ?? module)({ apiKey: "none", baseURL: server.url });
    await telemetry.llm({ provider: "anthropic", model: "outer" }, () => client.messages.create(ASK));
    await telemetry.llm({ provider: "anthropic", model: "outer" }, () => client.beta.messages.stream(ASK).done());
    expect((await finish()).spans.map(({ name }) => name)).toEqual(["chat outer", "chat outer"]);
  });

  it("record tools of a runner", async () => {
    const call = { type: "tool_use", id: "toolu_1", name: "add", input: {} };
    const { server, finish } = await start(
      json({ ...MESSAGE, content: [call], stop_reason: "tool_use" }),
      json(MESSAGE),
    );
    const module: Vendor =
      build === "ESM" ? await loadVendor(set, "@anthropic-ai/sdk") : requireVendor(set, "@anthropic-ai/sdk");
    patch("@anthropic-ai/sdk", module);
    const client = new (module.default ?? module)({ apiKey: "none", baseURL: server.url });
    const tool = { name: "add", input_schema: { type: "object" }, run: async () => "3" };
    await client.beta.messages.toolRunner({ ...ASK, tools: [tool] });
    expect((await finish()).spans.map(({ name }) => name).sort()).toEqual([
      CHAT,
      CHAT,
      "execute_tool add",
      "step tool_runner",
    ]);
  });
});

describe("ANTHROPIC_MODULES with @anthropic-ai/bedrock-sdk", () => {
  it("record its client by the parts of the main package that it loads", async () => {
    const { server, finish } = await start(json(errorBody("api_error"), 500, { "retry-after-ms": "1" }), json(MESSAGE));
    patch("@anthropic-ai/sdk/resources/index", await loadVendor("newest", "@anthropic-ai/sdk/resources/index"));
    patch("@anthropic-ai/sdk/client", await loadVendor("newest", "@anthropic-ai/sdk/client"));
    const { AnthropicBedrock } = await loadVendor("newest", "@anthropic-ai/bedrock-sdk");
    const client = new AnthropicBedrock({ awsRegion: "us-east-1", skipAuth: true, baseURL: server.url });
    await client.messages.create(ASK);
    expect((await finish()).span(CHAT).attributes).toMatchObject({
      "gen_ai.provider.name": "aws.bedrock",
      "agentscribe.llm.retries": 1,
    });
  });
});

describe("ANTHROPIC_MODULES", () => {
  it("take whatever a module exports", () => {
    for (const exports of [undefined, null, 1, {}, { default: 1, Messages: null }, () => undefined]) {
      for (const { patch: patchModule } of ANTHROPIC_MODULES) patchModule(exports);
    }
  });
});
