import { describe, expect, it } from "vitest";
import type { ReceivedSpan } from "../../../examples/support/otlp/flatten-otlp.ts";
import type { CaptureOption } from "../../../src/index.ts";
import { unwrap, wrapQuery } from "../../../src/instrumentation/claude-agent-sdk/index.ts";
import { type Recorded, startRecording } from "../../support/recording.ts";
import { loadVendor, type Vendor, vendorVersion } from "../load.ts";
import { pathOf } from "../span-path.ts";
import { optionsFor } from "./options-for.ts";
import {
  block,
  event,
  INIT,
  result,
  SESSION,
  SONNET,
  startUsage,
  type Turn,
  toolResult,
  toolUse,
  totals,
} from "./script.ts";

const text = (content: string): object => ({ type: "text", text: content });

function calls(all: Recorded): readonly ReceivedSpan[] {
  return all.spans
    .filter(({ name }) => name.startsWith("chat"))
    .sort((a, b) => Number(a.startTimeUnixNano) - Number(b.startTimeUnixNano));
}

describe(`the executable of Claude Code as scripted, with SDK ${vendorVersion("newest", "@anthropic-ai/claude-agent-sdk")}`, () => {
  const start = (...turns: readonly Turn[]) => startWith("full", ...turns);

  async function startWith(capture: CaptureOption, ...turns: readonly Turn[]) {
    const recording = await startRecording({ capture });
    const sdk: Vendor = await loadVendor("newest", "@anthropic-ai/claude-agent-sdk");
    return { ...recording, sdk, query: wrapQuery(sdk.query), options: optionsFor(...turns) };
  }

  async function readAll(query: AsyncIterable<unknown>): Promise<Vendor[]> {
    const messages: Vendor[] = [];
    for await (const message of query) messages.push(message);
    return messages;
  }

  const ONE_TOOL: Turn = [
    INIT,
    block("msg_1", text("I look"), startUsage(10, 100, 20)),
    block("msg_1", toolUse("toolu_1", "Bash", { command: "ls" }), startUsage(10, 100, 20)),
    toolResult("toolu_1", "a.txt"),
    block("msg_2", text("done"), startUsage(5, 130)),
    result({ [SONNET]: totals(15, 60, 230, 20) }),
  ];

  it("records what an advisor used once, as a call of its model", async () => {
    const advised = [{ type: "advisor_message", model: "claude-opus-5", input_tokens: 500, output_tokens: 50 }];
    const usage = { ...startUsage(10), iterations: advised };
    const counts = { [SONNET]: totals(10, 60), "claude-opus-5": totals(500, 50) };
    const stream = [
      event({ type: "message_start", message: { id: "msg_1", type: "message", model: SONNET, content: [], usage } }),
      event({
        type: "message_delta",
        delta: { stop_reason: "end_turn" },
        usage: { output_tokens: 60, iterations: advised },
      }),
      event({ type: "message_stop" }),
    ];
    for (const told of [[], stream]) {
      const turn: Turn = [INIT, ...told, block("msg_1", text("done"), usage), result(counts)];
      const { query, options, finish } = await start(turn);
      await readAll(query({ prompt: "look", options }));
      const used = calls(await finish()).map(({ attributes }) => [
        attributes["gen_ai.request.model"],
        attributes["gen_ai.usage.input_tokens"],
        attributes["agentscribe.advisor.model"],
      ]);
      expect(used).toEqual([
        [SONNET, 10, undefined],
        ["claude-opus-5", 500, undefined],
      ]);
    }
  });

  it("records the tool calls that were not permitted, each once", async () => {
    const denial = (id: string): object => ({ tool_name: "Bash", tool_use_id: id, tool_input: { command: "rm" } });
    const denied = (...ids: string[]): Turn => [
      INIT,
      block("msg_1", toolUse(ids.at(-1) ?? "", "Bash", { command: "rm" }), startUsage(10)),
      toolResult(ids.at(-1) ?? "", "no", {}, true),
      result({ [SONNET]: totals(15, 60) }, { permission_denials: ids.map(denial) }),
    ];
    const { query, options, finish } = await start(denied("toolu_1"), denied("toolu_1", "toolu_2"));
    async function* prompts(): AsyncGenerator<object> {
      for (const content of ["a", "b"]) yield { type: "user", message: { role: "user", content } };
    }
    await readAll(query({ prompt: prompts(), options }));
    const all = await finish();
    expect(all.eventsNamed("agentscribe.tool.decision").map(({ attributes }) => attributes)).toMatchObject(
      ["toolu_1", "toolu_2"].map((id) => ({
        "gen_ai.tool.name": "Bash",
        "gen_ai.tool.call.id": id,
        "agentscribe.tool.decision": "reject",
      })),
    );
  });

  it("records model calls once by their id, with tools and the session", async () => {
    const { query, options, finish } = await start(ONE_TOOL);
    const messages = await readAll(query({ prompt: "look", options }));
    expect(messages.map(({ type }) => type)).toEqual([
      "system",
      "assistant",
      "assistant",
      "user",
      "assistant",
      "result",
    ]);
    const all = await finish();
    const [first, second] = calls(all);
    expect(calls(all)).toHaveLength(2);
    expect(first?.attributes).toMatchObject({
      "gen_ai.provider.name": "anthropic",
      "gen_ai.request.model": SONNET,
      "gen_ai.response.id": "msg_1",
      "gen_ai.response.finish_reasons": ["tool_use"],
      "gen_ai.usage.input_tokens": 130,
      "gen_ai.usage.cache_read.input_tokens": 100,
      "gen_ai.usage.cache_write.input_tokens": 20,
      "agentscribe.usage.cache_write_1h.input_tokens": 20,
      "gen_ai.conversation.id": SESSION,
      "agentscribe.usage.estimated": "outputTokens",
    });
    expect(second?.attributes).toMatchObject({
      "gen_ai.response.id": "msg_2",
      "gen_ai.response.finish_reasons": ["end_turn"],
      "gen_ai.usage.input_tokens": 135,
    });
    expect(second?.attributes["gen_ai.input.messages"]).toContain("a.txt");
    const agent = all.span("invoke_agent");
    expect(agent.attributes).toMatchObject({
      "gen_ai.conversation.id": SESSION,
      "gen_ai.usage.input_tokens": 265,
      "gen_ai.usage.output_tokens": 60,
      "claude_agent.total_cost_usd": 0.01,
      "claude_agent.turns": 2,
    });
    expect(agent.attributes["gen_ai.output.messages"]).toContain("done");
    const tool = all.span("execute_tool Bash");
    expect(pathOf(all, tool)).toEqual(["invoke_agent", "execute_tool Bash"]);
    expect(tool.attributes["gen_ai.tool.call.id"]).toBe("toolu_1");
    expect(tool.attributes["gen_ai.tool.call.result"]).toContain("a.txt");
    expect(all.violations).toEqual([]);
  });

  it("counts an answer once whose first tool is done before its last block arrives", async () => {
    const { query, options, finish } = await start([
      INIT,
      block("msg_1", toolUse("toolu_1", "Bash", { command: "ls" }), startUsage(10)),
      toolResult("toolu_1", "a.txt"),
      block("msg_1", toolUse("toolu_2", "Bash", { command: "ls" }), startUsage(10)),
      toolResult("toolu_2", "b.txt"),
      block("msg_2", text("done"), startUsage(20)),
      result({ [SONNET]: totals(30, 40) }),
    ]);
    await readAll(query({ prompt: "look", options }));
    const all = await finish();
    expect(calls(all).map(({ attributes }) => attributes["gen_ai.usage.input_tokens"])).toEqual([10, 20]);
    expect(calls(all)[1]?.attributes["gen_ai.input.messages"]).toMatch(/a\.txt.*b\.txt/);
  });

  it("takes usage and time to first chunk from partial messages, and ends each call at once", async () => {
    const usage = startUsage(10, 100);
    const { query, options, finish } = await start([
      INIT,
      event({ type: "message_start", message: { id: "msg_1", model: SONNET, role: "assistant", content: [], usage } }),
      event({ type: "content_block_start", index: 0, content_block: text("") }),
      event({ type: "content_block_delta", index: 0, delta: { type: "text_delta", text: "done" } }),
      block("msg_1", text("done"), usage),
      event({ type: "content_block_stop", index: 0 }),
      event({ type: "message_delta", delta: { stop_reason: "end_turn" }, usage: { output_tokens: 42 } }),
      event({ type: "message_stop" }),
      result({ [SONNET]: totals(10, 42, 100) }),
    ]);
    await readAll(query({ prompt: "look", options: { ...options, includePartialMessages: true } }));
    const all = await finish();
    const [call] = calls(all);
    expect(calls(all)).toHaveLength(1);
    expect(call?.attributes).toMatchObject({
      "gen_ai.usage.input_tokens": 110,
      "gen_ai.usage.output_tokens": 42,
      "gen_ai.response.finish_reasons": ["end_turn"],
      "gen_ai.request.stream": true,
    });
    expect(call?.attributes["gen_ai.response.time_to_first_chunk"]).toBeGreaterThanOrEqual(0);
    expect(call?.attributes["agentscribe.usage.estimated"]).toBeUndefined();
    expect(call?.attributes["gen_ai.output.messages"]).toContain("done");
    expect(all.violations).toEqual([]);
  });

  it("counts the model that answered in place of one that declined, once", async () => {
    const other = "claude-opus-4-8";
    const handOver = { type: "fallback", from: { model: SONNET }, to: { model: other } };
    const usage = startUsage(10);
    const { query, options, finish } = await start([
      INIT,
      event({ type: "message_start", message: { id: "msg_1", model: SONNET, role: "assistant", content: [], usage } }),
      event({ type: "content_block_start", index: 0, content_block: handOver }),
      event({ type: "content_block_start", index: 1, content_block: text("") }),
      event({ type: "content_block_delta", index: 1, delta: { type: "text_delta", text: "done" } }),
      event({
        type: "message_delta",
        delta: { stop_reason: "end_turn" },
        usage: { input_tokens: 12, output_tokens: 42 },
      }),
      event({ type: "message_stop" }),
      result({ [other]: totals(12, 42) }),
    ]);
    await readAll(query({ prompt: "look", options: { ...options, includePartialMessages: true } }));
    const all = await finish();
    expect(calls(all).map(({ attributes }) => attributes["gen_ai.response.model"])).toEqual([other]);
    expect(all.span("invoke_agent").attributes["gen_ai.usage.output_tokens"]).toBe(42);
  });

  it("nests sub-agents in the tool that starts them, also side by side", async () => {
    const inside = (id: string, name: string): object => ({ parent_tool_use_id: id, subagent_type: name });
    const { query, options, finish } = await start([
      INIT,
      block("msg_1", toolUse("toolu_a", "Task", { subagent_type: "reader", prompt: "a" }), startUsage(10)),
      block("msg_1", toolUse("toolu_b", "Task", { subagent_type: "writer", prompt: "b" }), startUsage(10)),
      block("msg_a", toolUse("toolu_c", "Read", { path: "x" }), startUsage(7), inside("toolu_a", "reader")),
      block("msg_b", text("written"), startUsage(8), inside("toolu_b", "writer")),
      toolResult("toolu_c", "content", inside("toolu_a", "reader")),
      block("msg_c", text("read"), startUsage(9), inside("toolu_a", "reader")),
      toolResult("toolu_b", "written"),
      toolResult("toolu_a", "read"),
      block("msg_2", text("done"), startUsage(11)),
      result({ [SONNET]: totals(45, 100) }),
    ]);
    await readAll(query({ prompt: "look", options }));
    const all = await finish();
    const reader = ["invoke_agent", "execute_tool Task", "invoke_agent reader"];
    expect(pathOf(all, all.span("execute_tool Read"))).toEqual([...reader, "execute_tool Read"]);
    const byId = new Map(calls(all).map((call) => [call.attributes["gen_ai.response.id"], call]));
    expect(pathOf(all, byId.get("msg_c"))).toEqual([...reader, `chat ${SONNET}`]);
    expect(pathOf(all, byId.get("msg_b"))).toEqual([
      "invoke_agent",
      "execute_tool Task",
      "invoke_agent writer",
      `chat ${SONNET}`,
    ]);
    expect(all.span("invoke_agent reader").attributes["gen_ai.usage.input_tokens"]).toBe(16);
    expect(all.span("invoke_agent").attributes).toMatchObject({
      "gen_ai.usage.input_tokens": 45,
      "gen_ai.usage.output_tokens": 100,
    });
    expect(all.violations).toEqual([]);
  });

  it("records what only the totals tell of", async () => {
    const { query, options, finish } = await start([
      INIT,
      block("msg_1", text("done"), startUsage(10)),
      result({ [SONNET]: totals(10, 30), "claude-haiku-4-5-20251001": totals(200, 9, 50) }),
    ]);
    await readAll(query({ prompt: "look", options }));
    const all = await finish();
    expect(all.span(`chat ${SONNET}`).attributes["gen_ai.usage.output_tokens"]).toBe(30);
    expect(all.span(`chat ${SONNET}`).attributes["agentscribe.usage.estimated"]).toBeUndefined();
    expect(all.span("chat claude-haiku-4-5-20251001").attributes).toMatchObject({
      "agentscribe.llm.purpose": "internal",
      "gen_ai.usage.input_tokens": 250,
      "gen_ai.usage.output_tokens": 9,
    });
  });

  it("counts nothing of the past of a resumed session", async () => {
    const { query, options, finish } = await start([
      INIT,
      block("msg_9", text("done"), startUsage(10)),
      result({ [SONNET]: totals(5_000, 900) }, { usage: { input_tokens: 10, output_tokens: 25 } }),
    ]);
    await readAll(query({ prompt: "go on", options: { ...options, resume: SESSION } }));
    const all = await finish();
    expect(calls(all).map(({ attributes }) => attributes["gen_ai.usage.output_tokens"])).toEqual([25]);
    expect(all.span("invoke_agent").attributes["gen_ai.usage.input_tokens"]).toBe(10);
  });

  it("records each turn of a streamed input as a run of its own, with usage of that turn alone", async () => {
    const { query, options, finish } = await start(
      [INIT, block("msg_1", text("one"), startUsage(10)), result({ [SONNET]: totals(10, 20) })],
      [INIT, block("msg_2", text("two"), startUsage(12)), result({ [SONNET]: totals(22, 50) })],
    );
    async function* prompts(): AsyncGenerator<object> {
      for (const content of ["first", "second"]) {
        yield { type: "user", message: { role: "user", content }, parent_tool_use_id: null };
      }
    }
    const results = (await readAll(query({ prompt: prompts(), options }))).filter(({ type }) => type === "result");
    expect(results).toHaveLength(2);
    const all = await finish();
    const runs = all.spans.filter(({ name }) => name === "invoke_agent");
    expect(runs.map(({ attributes }) => attributes["gen_ai.usage.output_tokens"]).sort()).toEqual([20, 30]);
  });

  it("records a tool that fails, and a run that reached its limit of turns", async () => {
    const { query, options, finish } = await start([
      INIT,
      block("msg_1", toolUse("toolu_1", "Bash", { command: "x" }), startUsage(10)),
      toolResult("toolu_1", "no such command", {}, true),
      result(
        { [SONNET]: totals(10, 5) },
        { subtype: "error_max_turns", is_error: true, result: undefined, errors: [] },
      ),
    ]);
    await readAll(query({ prompt: "look", options }));
    const all = await finish();
    expect(all.span("execute_tool Bash").attributes["error.type"]).toBe("ToolError");
    expect(all.span("invoke_agent").attributes).toMatchObject({
      "error.type": "error_max_turns",
      "agentscribe.run.end_reason": "max_turns",
    });
  });

  it("takes no synthetic message for a model call, and keeps retries", async () => {
    const synthetic = block("msg_s", text("API Error"), startUsage(0), { error: "rate_limit" }) as Vendor;
    synthetic.message.model = "<synthetic>";
    const retry = {
      type: "system",
      subtype: "api_retry",
      attempt: 1,
      max_retries: 2,
      retry_delay_ms: 5,
      error_status: 529,
    };
    const { query, options, finish } = await start([
      INIT,
      { ...retry, error: "overloaded", session_id: SESSION, uuid: "u" },
      block("msg_1", text("part"), startUsage(10)),
      synthetic,
      result({ [SONNET]: totals(10, 5) }, { is_error: true, result: "API Error" }),
    ]);
    await readAll(query({ prompt: "look", options }));
    const all = await finish();
    expect(calls(all)).toHaveLength(1);
    expect(calls(all)[0]?.attributes["agentscribe.llm.retries"]).toBe(1);
    expect(all.span("invoke_agent").attributes["error.type"]).toBe("api_error");
  });

  it.each(["responses", "errorText"] as const)("tells what failed as an error, where %s is open", async (open) => {
    const { query, options, finish } = await startWith({ [open]: true }, [
      INIT,
      block("msg_1", toolUse("toolu_1", "Bash", {}), startUsage(10)),
      toolResult("toolu_1", [text("no such command"), text("try another")], {}, true),
      result({ [SONNET]: totals(10, 5) }, { is_error: true, result: "API Error" }),
    ]);
    await readAll(query({ prompt: "look", options })).catch(() => undefined);
    const { spans, span } = await finish();
    const isTold = open === "errorText";
    expect(/API Error|no such/.test(JSON.stringify(spans))).toBe(isTold);
    expect(span("invoke_agent").status.message).toBe(isTold ? "API Error" : "");
    expect(span("execute_tool Bash").status.message).toBe(isTold ? "no such command\ntry another" : "");
  });

  it("leaves totals complete when the provider refuses a request", async () => {
    const refused = { error: "unknown", api_error_status: 400, api_error_type: "invalid_request_error" };
    const synthetic = block("msg_s", text("API Error: 400"), startUsage(0), refused) as Vendor;
    synthetic.message.model = "<synthetic>";
    const { query, options, finish } = await start([
      INIT,
      synthetic,
      result({}, { is_error: true, result: "API Error: 400" }),
    ]);
    await readAll(query({ prompt: "look", options })).catch(() => undefined);
    const all = await finish();
    expect(calls(all).map(({ attributes }) => attributes)).toMatchObject([
      { "error.type": "invalid_request_error", "agentscribe.cost.reason": "request_refused" },
    ]);
    expect(all.span("invoke_agent").attributes["agentscribe.total.cost_complete"]).toBe(true);
  });

  it("records that the conversation was summed up", async () => {
    const compact_metadata = { trigger: "manual", pre_tokens: 90_000, post_tokens: 4_000 };
    const boundary = { type: "system", subtype: "compact_boundary", compact_metadata, session_id: SESSION, uuid: "c" };
    const { query, options, finish } = await start([INIT, boundary, result({})]);
    await readAll(query({ prompt: "/compact", options }));
    expect((await finish()).event("agentscribe.compaction").attributes).toMatchObject({
      "agentscribe.compaction.trigger": "manual",
      "agentscribe.compaction.tokens_before": 90_000,
      "agentscribe.compaction.tokens_after": 4_000,
    });
  });

  it("records an interrupt as the end of the run and no error", async () => {
    const { query, options, finish } = await start([
      INIT,
      block("msg_1", text("thinking"), startUsage(10)),
      "hang",
      result({ [SONNET]: totals(10, 5) }, { subtype: "error_during_execution", is_error: true, errors: ["aborted"] }),
    ]);
    const over = Promise.withResolvers<void>();
    async function* prompts(): AsyncGenerator<object> {
      yield { type: "user", message: { role: "user", content: "look" }, parent_tool_use_id: null };
      await over.promise;
    }
    const running: Vendor = query({ prompt: prompts(), options });
    for await (const message of running) {
      if (message.type === "assistant") await running.interrupt();
      if (message.type === "result") over.resolve();
    }
    const { attributes } = (await finish()).span("invoke_agent");
    expect(attributes["agentscribe.run.end_reason"]).toBe("aborted");
    expect(attributes["error.type"]).toBeUndefined();
  });

  it("ends what is open when the reader goes away", async () => {
    const { query, options, finish } = await start([INIT, block("msg_1", text("part"), startUsage(10)), "hang"]);
    for await (const message of query({ prompt: "look", options }) as AsyncIterable<Vendor>) {
      if (message.type === "assistant") break;
    }
    const all = await finish();
    expect(all.span("invoke_agent").attributes["agentscribe.run.end_reason"]).toBe("aborted");
    expect(all.span("invoke_agent").attributes["error.type"]).toBeUndefined();
    expect(calls(all)[0]?.attributes["gen_ai.output.messages"]).toContain("part");
    expect(calls(all)[0]?.attributes["agentscribe.unfinished"]).toBeUndefined();
  });

  it("records a run that its caller aborts as its end and no error", async () => {
    const { query, options, finish } = await start([INIT, block("msg_1", text("part"), startUsage(10)), "hang"]);
    const abortController = new AbortController();
    const read = async () => {
      for await (const message of query({ prompt: "look", options: { ...options, abortController } })) {
        if ((message as Vendor).type === "assistant") abortController.abort();
      }
    };
    await expect(read()).rejects.toThrow("aborted");
    const { attributes } = (await finish()).span("invoke_agent");
    expect(attributes["agentscribe.run.end_reason"]).toBe("aborted");
    expect(attributes["error.type"]).toBeUndefined();
  });

  it("ends what is open when the query is disposed of", async () => {
    const { query, options, finish } = await start([INIT, block("msg_1", text("part"), startUsage(10)), "hang"]);
    const running: Vendor = query({ prompt: "look", options });
    await running.next();
    await running[Symbol.asyncDispose]();
    const { attributes } = (await finish()).span("invoke_agent");
    expect(attributes["agentscribe.run.end_reason"]).toBe("aborted");
    expect(attributes["agentscribe.unfinished"]).toBeUndefined();
  });

  it("gives the caller the SDK's own error when the executable fails", async () => {
    const { query, sdk, options, finish } = await start([INIT, "exit"]);
    const bare = await readAll(sdk.query({ prompt: "look", options })).catch((error: Error) => error.message);
    const error = await readAll(query({ prompt: "look", options })).catch((thrown: Error) => thrown.message);
    expect(error).toBe(bare);
    expect((await finish()).span("invoke_agent").attributes["error.type"]).toEqual(expect.any(String));
  });

  it("returns the query of the SDK with all it can do, inside the scope of the application", async () => {
    const { query, sdk, telemetry, options, finish } = await start(ONE_TOOL);
    const bare = sdk.query({ prompt: "look", options });
    const messages = await telemetry.task({ id: "T-1" }, async () => {
      const made: Vendor = query({ prompt: "look", options });
      expect(Object.getPrototypeOf(made)).toBe(Object.getPrototypeOf(bare));
      for (const method of ["interrupt", "setModel", "setPermissionMode", "close"]) {
        expect(made[method]).toEqual(expect.any(Function));
      }
      return await readAll(made);
    });
    bare.close();
    expect(messages).toHaveLength(6);
    const all = await finish();
    expect(pathOf(all, all.span("execute_tool Bash")).slice(1)).toEqual(["invoke_agent", "execute_tool Bash"]);
  });

  it("is off when no client records, and once the query is unwrapped", async () => {
    const { query, telemetry, options, finish } = await start(ONE_TOOL);
    const made = unwrap(query({ prompt: "look", options })) as AsyncIterable<unknown>;
    expect(await readAll(made)).toHaveLength(6);
    await telemetry.shutdown();
    expect((await finish()).spans.filter(({ name }) => name.startsWith("chat"))).toEqual([]);
  });
});
