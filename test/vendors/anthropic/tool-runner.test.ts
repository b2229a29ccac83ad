import { describe, expect, it } from "vitest";
import type { ReceivedSpan } from "../../../examples/support/otlp/flatten-otlp.ts";
import { isObserved } from "../../../src/instrumentation/patch.ts";
import { json } from "../../support/scripted-server.ts";
import { outputOf } from "../recorded-output.ts";
import { ASK, errorBody, MESSAGE, SETS, start, streamed, TOOL_STREAM } from "./support.ts";

const CALL = { type: "tool_use", id: "toolu_1", name: "add", input: { a: 1, b: 2 } };
const asks = (...content: readonly object[]): object => ({ ...MESSAGE, content, stop_reason: "tool_use" });

interface Numbers {
  readonly a: number;
  readonly b: number;
}

function add(more: object = {}) {
  return {
    name: "add",
    description: "adds",
    input_schema: { type: "object", properties: { a: { type: "number" }, b: { type: "number" } } },
    run: async ({ a, b }: Numbers): Promise<string> => String(a + b),
    ...more,
  };
}

/** Names of spans with the name of their parent, in the order in which they started. */
function tree(spans: readonly ReceivedSpan[]): readonly string[] {
  const names = new Map(spans.map(({ spanId, name }) => [spanId, name]));
  return [...spans]
    .sort((left, right) => Number(BigInt(left.startTimeUnixNano) - BigInt(right.startTimeUnixNano)))
    .map(({ name, parentSpanId }) => `${names.get(parentSpanId) ?? ""} > ${name}`);
}

const CHAT = "chat claude-opus-4-1";

describe.each(SETS)("wrapAnthropic() of @anthropic-ai/sdk, %s: toolRunner()", (set) => {
  it("records each request and each tool once, under the run", async () => {
    const { client, finish } = await start({ set, telemetry: { capture: "full" } }, json(asks(CALL)), json(MESSAGE));
    const tool = add();
    const runner = client.beta.messages.toolRunner({ ...ASK, tools: [tool] });
    const final = await runner;
    expect(final).toMatchObject({ id: "msg_1", stop_reason: "end_turn" });
    const { spans, span, violations } = await finish();
    const run = "step tool_runner";
    expect(tree(spans)).toEqual([` > ${run}`, `${run} > ${CHAT}`, `${run} > execute_tool add`, `${run} > ${CHAT}`]);
    expect(span("execute_tool add").attributes).toMatchObject({
      "gen_ai.operation.name": "execute_tool",
      "gen_ai.tool.name": "add",
      "gen_ai.tool.call.id": "toolu_1",
      "gen_ai.tool.type": "function",
      "gen_ai.tool.description": "adds",
      "gen_ai.tool.call.arguments": '{"a":1,"b":2}',
      "gen_ai.tool.call.result": '{"value":"3"}',
    });
    expect(violations).toEqual([]);
  });

  it("nests in the scope around it, whoever pulls it", async () => {
    const { client, telemetry, finish } = await start({ set }, json(asks(CALL)), json(MESSAGE));
    const nested = add({ run: () => telemetry.step({ name: "inside" }, async () => "3") });
    await telemetry.agent({ name: "planner" }, async () => {
      const turns: string[] = [];
      for await (const message of client.beta.messages.toolRunner({ ...ASK, tools: [nested] }))
        turns.push(message.stop_reason);
      expect(turns).toEqual(["tool_use", "end_turn"]);
    });
    const { spans } = await finish();
    expect(tree(spans)).toEqual([
      " > invoke_agent planner",
      "invoke_agent planner > step tool_runner",
      `step tool_runner > ${CHAT}`,
      "step tool_runner > execute_tool add",
      "execute_tool add > step inside",
      `step tool_runner > ${CHAT}`,
    ]);
    const agent = spans.find(({ name }) => name.startsWith("invoke_agent"));
    expect(agent?.attributes["gen_ai.usage.input_tokens"]).toBe(2400);
  });

  it("records a streaming run, whose tools run side by side", async () => {
    const { client, finish } = await start({ set, telemetry: { capture: "full" } }, streamed(TOOL_STREAM), streamed());
    const runner = client.beta.messages.toolRunner({ ...ASK, stream: true, tools: [add()] });
    const texts: string[] = [];
    for await (const stream of runner) texts.push(await stream.finalMessage().then(({ id }: { id: string }) => id));
    expect(texts).toEqual(["msg_1", "msg_1"]);
    const { spans, violations } = await finish();
    expect(spans.map(({ name }) => name).sort()).toEqual([
      CHAT,
      CHAT,
      "execute_tool add",
      "execute_tool add",
      "step tool_runner",
    ]);
    const tools = spans.filter(({ name }) => name === "execute_tool add").map(({ attributes }) => attributes);
    expect(new Set(tools.map((one) => [one["gen_ai.tool.call.id"], one["gen_ai.tool.call.result"]].join()))).toEqual(
      new Set(['toolu_1,{"value":"3"}', 'toolu_2,{"value":"7"}']),
    );
    const [first] = spans.filter(({ name }) => name === CHAT);
    expect(outputOf(first?.attributes ?? {})).toHaveLength(2);
    expect(violations).toEqual([]);
  });

  it("marks a tool that fails, and leaves what the model is told as it is", async () => {
    const { client, server, finish } = await start({ set }, json(asks(CALL)), json(MESSAGE));
    const failing = add({
      run: () => {
        throw new RangeError("too large");
      },
    });
    await client.beta.messages.toolRunner({ ...ASK, tools: [failing] }).runUntilDone();
    const sent = server.requests[1]?.json() as { messages: { content: object[] }[] };
    expect(sent.messages.at(-1)?.content[0]).toMatchObject({ is_error: true, content: "Error: too large" });
    expect((await finish()).span("execute_tool add")).toMatchObject({
      status: { code: 2 },
      attributes: { "error.type": "RangeError" },
    });
  });

  it("ends the run of a caller that breaks off, and of a request that fails", async () => {
    const { client, module, finish } = await start(
      { set, client: { maxRetries: 0 } },
      json(asks(CALL)),
      json(errorBody("invalid_request_error"), 400),
    );
    for await (const message of client.beta.messages.toolRunner({ ...ASK, tools: [add()] })) {
      expect(message.stop_reason).toBe("tool_use");
      break;
    }
    const failing = client.beta.messages.toolRunner({ ...ASK, tools: [add()] });
    await expect(failing.runUntilDone()).rejects.toBeInstanceOf(module.BadRequestError);
    const { spans } = await finish();
    const runs = spans.filter(({ name }) => name === "step tool_runner");
    expect(runs.map(({ attributes }) => attributes["error.type"])).toEqual([undefined, "invalid_request_error"]);
  });

  it("keeps tools whose class has private fields, and records only what a runner runs", async () => {
    const { client, finish } = await start({ set }, json(asks(CALL)), json(MESSAGE));
    class Add {
      readonly name = "add";
      readonly input_schema = { type: "object" };
      #runs = 0;
      run(_input: object): string {
        this.#runs += 1;
        return String(this.#runs);
      }
    }
    const tool = new Add();
    await client.beta.messages.toolRunner({ ...ASK, tools: [tool] });
    expect(tool.run({})).toBe("2");
    expect(tool).toBeInstanceOf(Add);
    expect((await finish()).spans.filter(({ name }) => name === "execute_tool add")).toHaveLength(1);
  });

  it("observes tools that come later", async () => {
    const { client, finish } = await start({ set }, json(asks(CALL)), json(MESSAGE));
    const runner = client.beta.messages.toolRunner({ ...ASK, tools: [] });
    runner.setMessagesParams({ ...ASK, tools: [add()] });
    await runner;
    const later = add();
    client.beta.messages.toolRunner({ ...ASK, tools: [] }).addTools?.(later);
    expect(isObserved(later.run)).toBe(true);
    expect((await finish()).span("execute_tool add").attributes["gen_ai.tool.call.id"]).toBe("toolu_1");
  });

  it("leaves frozen tools as they are", async () => {
    const { client, finish } = await start({ set }, json(asks(CALL)), json(MESSAGE));
    const tool = Object.freeze(add());
    expect(await client.beta.messages.toolRunner({ ...ASK, tools: [tool] })).toMatchObject({ stop_reason: "end_turn" });
    expect((await finish()).spans.filter(({ name }) => name === CHAT)).toHaveLength(2);
  });
});

describe("wrapAnthropic() of @anthropic-ai/sdk, newest: threads", () => {
  it("records the requests and tools of a thread's runner", async () => {
    const { client, finish } = await start({ set: "newest" }, json(asks(CALL)), json(MESSAGE));
    const thread = client.beta.messages.thread({ ...ASK, messages: [], tools: [add()] });
    thread.append({ role: "user", content: "hello" });
    await thread.toolRunner();
    const { spans } = await finish();
    expect(spans.map(({ name }) => name).sort()).toEqual([CHAT, CHAT, "execute_tool add", "step tool_runner"]);
  });

  it("records a turn that is turned away and sent again as two requests", async () => {
    const lost = {
      type: "error",
      error: { type: "not_found_error", message: "gone", details: { error_code: "thread_not_found" } },
    };
    const { client, server, finish } = await start({ set: "newest" }, json(MESSAGE), json(lost, 404), json(MESSAGE));
    const thread = client.beta.messages.thread({ ...ASK, messages: [] });
    await thread.send({ role: "user", content: "one" });
    await thread.send({ role: "user", content: "two" }).catch(() => undefined);
    const { spans } = await finish();
    expect(server.requests).toHaveLength(3);
    expect(spans.map(({ name }) => name)).toEqual(server.requests.map(() => CHAT));
    expect(spans.map(({ attributes }) => attributes["error.type"])).toContain("not_found_error");
  });
});
