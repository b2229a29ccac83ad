import { describe, expect, it } from "vitest";
import type { TelemetryOptions } from "../../../src/index.ts";
import { unwrap } from "../../../src/instrumentation/openai/index.ts";
import { REALTIME_MODULES, wrapRealtime } from "../../../src/instrumentation/openai/realtime.ts";
import { type Recording, startRecording } from "../../support/recording.ts";
import { loadVendor, requireVendor, type Vendor, type VendorSet } from "../load.ts";
import { type ServerSide, startScriptedSocket } from "./scripted-socket.ts";
import { called, completed, created, FUNCTION, response, text } from "./start-live.ts";

const ASKED = { type: "response.create", model: "gpt-5.5", input: "How is the weather?", temperature: 0 };

interface Started extends Recording {
  readonly socket: Vendor;
  readonly seen: Vendor[];
  readonly errors: Vendor[];
  /** The next event of that type. */
  next(type: string): Promise<Vendor>;
}

interface Start {
  readonly set?: VendorSet;
  readonly module?: string;
  readonly telemetry?: TelemetryOptions;
  readonly wrap?: (made: Vendor) => Vendor;
  readonly options?: object;
  readonly load?: typeof loadVendor | typeof requireVendor;
}

async function start(
  script: (side: ServerSide) => Promise<void>,
  {
    set = "newest",
    module = "openai/resources/responses/ws",
    telemetry = { capture: "full" },
    wrap = wrapRealtime,
    options,
    load = loadVendor,
  }: Start = {},
): Promise<Started> {
  const { port } = await startScriptedSocket(script);
  const recording = await startRecording(telemetry);
  const { default: OpenAI } = await load(set, "openai");
  const { ResponsesWS } = await load(set, module);
  const made = new ResponsesWS(new OpenAI({ apiKey: "none", baseURL: `http://127.0.0.1:${port}/v1` }), options);
  const socket = wrap(made);
  expect(socket).toBe(made);
  const [seen, errors]: Vendor[][] = [[], []];
  socket.on("event", (event: Vendor) => seen?.push(event.type));
  socket.on("error", (error: Vendor) => errors?.push(error));
  const next = (type: string): Promise<Vendor> => new Promise((resolve) => socket.once(type, resolve));
  return { ...recording, socket, seen: seen ?? [], errors: errors ?? [], next };
}

async function answerOne(side: ServerSide): Promise<void> {
  expect(await side.next()).toEqual(ASKED);
  side.send(created(), text("Sun"), text("ny."), completed());
}

const CLIENTS = (["newest", "previous"] as const).flatMap((set) =>
  ["openai/resources/responses/ws", "openai/resources/beta/responses/ws"].flatMap((module) =>
    ([loadVendor, requireVendor] as const).map((load) => ({
      set,
      module,
      load,
      kind: `${set} ${module} ${load.name}`,
    })),
  ),
);

describe("wrapRealtime() with a connection of openai's Responses API", () => {
  it.each(CLIENTS)("records each response in the scope that asks for it, $kind", async ({ set, module, load }) => {
    const { socket, next, telemetry, finish } = await start(answerOne, { set, module, load });
    await telemetry.agent({ name: "captain" }, async () => {
      const over = next("response.completed");
      socket.send(ASKED);
      await over;
    });
    socket.close();
    const { spans, span } = await finish();
    expect(spans.map(({ name }) => name)).toEqual(["chat gpt-5.5", "invoke_agent captain"]);
    expect(span("chat gpt-5.5").parentSpanId).toBe(span("invoke_agent captain").spanId);
    const { attributes } = span("chat gpt-5.5");
    expect(attributes).toMatchObject({
      "gen_ai.provider.name": "openai",
      "gen_ai.request.temperature": 0,
      "gen_ai.request.stream": true,
      "gen_ai.response.id": "resp_1",
      "gen_ai.response.model": "gpt-5.5-2026-04-23",
      "gen_ai.response.finish_reasons": ["stop"],
      "gen_ai.usage.input_tokens": 120,
      "gen_ai.usage.cache_read.input_tokens": 64,
      "gen_ai.usage.output_tokens": 40,
      "server.address": "127.0.0.1",
      "agentscribe.cost.status": "ok",
    });
    expect(JSON.parse(String(attributes["gen_ai.input.messages"]))[0].parts[0].content).toBe("How is the weather?");
    expect(JSON.parse(String(attributes["gen_ai.output.messages"]))[0].parts[0].content).toBe("Sunny.");
    expect(attributes["gen_ai.response.time_to_first_chunk"]).toBeGreaterThan(0);
  });

  it("keeps answers of several streams apart, and those of one in order", async () => {
    const on = (lane: string, ...events: readonly object[]): object[] =>
      events.map((event) => ({ ...event, stream_id: lane }));
    const { socket, next, finish } = await start(async (side) => {
      for (let asked = 0; asked < 3; asked += 1) await side.next();
      side.send(...on("a", created("resp_a1")), ...on("b", created("resp_b"), text("B")));
      side.send(...on("a", text("A"), completed({}, "resp_a1"), created("resp_a2"), ...called("weather", "{}")));
      side.send(...on("b", completed({ output: [] }, "resp_b")), ...on("a", completed({}, "resp_a2")), { type: "end" });
    });
    const over = next("end");
    for (const lane of ["a", "a", "b"]) socket.send({ ...ASKED, model: `gpt-5.5-${lane}`, stream_id: lane });
    await over;
    socket.close();
    const { spans } = await finish();
    const told = spans.map(({ name, attributes }) => [
      name,
      attributes["gen_ai.response.id"],
      attributes["gen_ai.response.finish_reasons"],
      JSON.parse(String(attributes["gen_ai.output.messages"]))[0].parts.map(({ type }: Vendor) => type),
    ]);
    expect(told).toEqual([
      ["chat gpt-5.5-a", "resp_a1", ["stop"], ["text"]],
      ["chat gpt-5.5-b", "resp_b", ["stop"], ["text"]],
      ["chat gpt-5.5-a", "resp_a2", ["tool_call"], ["tool_call"]],
    ]);
  });

  it("fails what the provider refuses or says has failed, and the next one goes on", async () => {
    const { socket, next, errors, finish } = await start(async (side) => {
      await side.next();
      side.send({
        type: "error",
        status: 400,
        error: { type: "invalid_request_error", code: "previous_response_not_found", message: "no such", param: null },
      });
      await side.next();
      const error = { code: "server_error", message: "broke" };
      side.send(created("resp_2"), { type: "response.failed", response: response("failed", { error }, "resp_2") });
      await answerOne(side);
    });
    const refused = next("error");
    socket.send({ ...ASKED, previous_response_id: "resp_0" });
    await refused;
    const failed = next("response.failed");
    socket.send(ASKED);
    await failed;
    const over = next("response.completed");
    socket.send(ASKED);
    await over;
    socket.close();
    expect(errors).toHaveLength(1);
    const { spans } = await finish();
    expect(spans.map(({ status, attributes }) => [status?.code, attributes["error.type"]])).toEqual([
      [2, "previous_response_not_found"],
      [2, "server_error"],
      [0, undefined],
    ]);
    expect(spans[0]?.attributes["http.response.status_code"]).toBe(400);
  });

  it.each([
    ["the server goes away", (side: ServerSide) => side.close(1011, "restart"), { "error.type": "close_1011" }],
    ["the server ends in order", (side: ServerSide) => side.close(1000), { "error.type": "connection_closed" }],
    ["the connection breaks", (side: ServerSide) => side.terminate(), { "error.type": "close_1006" }],
  ])("fails a response that is under way when %s", async (_, leave, expected) => {
    const { socket, next, finish } = await start(async (side) => {
      await side.next();
      side.send(created(), text("Sun"));
      await side.next();
      leave(side);
    });
    const over = next("close");
    socket.once("response.output_text.delta", () => socket.send({ type: "response.steer" }));
    socket.send(ASKED);
    await over;
    const { spans } = await finish();
    expect(spans).toHaveLength(1);
    expect(spans[0]?.attributes).toMatchObject({ ...expected, "gen_ai.response.id": "resp_1" });
    expect(JSON.parse(String(spans[0]?.attributes["gen_ai.output.messages"]))[0].parts[0].content).toBe("Sun");
  });

  it("says that the application left a response when it closes the connection", async () => {
    const { socket, next, finish } = await start(async (side) => {
      await side.next();
      side.send(created(), text("Sun"));
    });
    const over = next("close");
    socket.once("response.output_text.delta", () => socket.close());
    socket.send(ASKED);
    await over;
    const { spans } = await finish();
    expect(spans).toHaveLength(1);
    expect(spans[0]?.status?.code).toBe(0);
    expect(spans[0]?.attributes).not.toHaveProperty(["error.type"]);
    expect(spans[0]?.attributes["agentscribe.usage.estimated"]).toBe("inputTokens,outputTokens");
  });

  it("changes nothing of what the application sees, and leaves content out unless it is asked for", async () => {
    const asked = { ...ASKED, tools: [FUNCTION] };
    const answer = async (side: ServerSide): Promise<void> => {
      expect(await side.next()).toEqual(asked);
      side.send(created(), text("Sunny."), completed());
    };
    const both: { told: unknown; count: number }[] = [];
    for (const wrap of [wrapRealtime, (made: Vendor) => made]) {
      const { socket, next, seen, errors, finish } = await start(answer, { wrap, telemetry: {} });
      const over = next("response.completed");
      socket.send(asked);
      const whole = await over;
      socket.close();
      const { spans } = await finish();
      expect(JSON.stringify(spans)).not.toMatch(/weather\?|Sunny/);
      both.push({ told: [seen, errors, whole], count: spans.length });
    }
    expect(both[0]?.told).toEqual(both[1]?.told);
    expect(both.map(({ count }) => count)).toEqual([1, 0]);
  });

  it("leaves a response to the application's own call, and records the next one", async () => {
    const { socket, next, telemetry, finish } = await start(async (side) => {
      await answerOne(side);
      await answerOne(side);
    });
    const ask = async (): Promise<Vendor> => {
      const over = next("response.completed");
      socket.send(ASKED);
      return (await over).response;
    };
    await telemetry.llm({ provider: "openai", model: "mine" }, ask);
    await ask();
    socket.close();
    const { spans } = await finish();
    expect(spans.map(({ name, attributes }) => [name, attributes["gen_ai.usage.input_tokens"]])).toEqual([
      ["chat mine", 120],
      ["chat gpt-5.5", 120],
    ]);
  });

  it("is undone by unwrap()", async () => {
    const { socket, next, finish } = await start(answerOne, { wrap: (made) => unwrap(wrapRealtime(made)) });
    expect(Object.keys(socket)).not.toContain("send");
    const over = next("response.completed");
    socket.send(ASKED);
    await over;
    socket.close();
    expect((await finish()).spans).toEqual([]);
  });

  it("is recorded once by the class that a zero-code start patched, and when it is wrapped besides", async () => {
    const module = "openai/resources/responses/ws";
    const hook = REALTIME_MODULES.find(({ name }) => name === module);
    hook?.patch(await loadVendor("previous", module));
    const { socket, next, finish } = await start(answerOne, { set: "previous", wrap: wrapRealtime });
    const over = next("response.completed");
    socket.send(ASKED);
    await over;
    socket.close();
    expect((await finish()).spans.map(({ name }) => name)).toEqual(["chat gpt-5.5"]);
  });
});
