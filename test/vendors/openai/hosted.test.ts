import { describe, expect, it } from "vitest";
import { json, sse } from "../../support/scripted-server.ts";
import type { Vendor } from "../load.ts";
import { outputOf } from "../recorded-output.ts";
import {
  drain,
  HOSTED_CLIENTS,
  live,
  message,
  newPlay,
  type Play,
  type Routes,
  sessionRoute,
  startHosted,
  TURN_COST,
  TURN_USAGE,
  wholeTurn,
} from "./hosted-support.ts";
import { errorOf, failing, withoutMissing } from "./support.ts";

const FULL = { capture: "full" } as const;

const RECORDED = {
  "gen_ai.usage.input_tokens": 1200,
  "gen_ai.usage.cache_read.input_tokens": 1000,
  "gen_ai.usage.output_tokens": 50,
  "gen_ai.usage.reasoning.output_tokens": 30,
};

const streamedTurn = (play: Play): object[] => [play.event("created", { session: play.session }), ...wholeTurn(play)];

const NEW_SESSION = { agent: { model: "gpt-5" }, environment: { type: "none" }, input: "do ab" };

describe.each(HOSTED_CLIENTS)("agents hosted by OpenAI, CommonJS $cjs", (which) => {
  const started = (routes: Routes, telemetry: object = FULL) => startHosted({ ...which, telemetry }, routes);

  it("a session created with a stream is a run with one call of the model inside", async () => {
    const play = newPlay();
    const { client, telemetry, finish } = await started({ "POST /sessions": sse(streamedTurn(play)) });
    const events = await telemetry.task({ type: "work" }, async () =>
      drain(await client.beta.agents.sessions.create({ ...NEW_SESSION, stream: true })),
    );
    expect(events).toEqual(JSON.parse(JSON.stringify(events)));
    expect(events).toHaveLength(8);
    const { span, spans, violations } = await finish();
    expect(spans.map(({ name }) => name).sort()).toEqual(["chat gpt-5", "invoke_agent helper", "task work"]);
    const run = span("invoke_agent helper");
    const call = span("chat gpt-5");
    expect(call.parentSpanId).toBe(run.spanId);
    expect(run.parentSpanId).toBe(span("task work").spanId);
    expect(run.attributes).toMatchObject({
      "gen_ai.agent.id": "agent_1",
      "gen_ai.agent.name": "helper",
      "gen_ai.conversation.id": play.id,
      "gen_ai.provider.name": "openai",
      "gen_ai.request.model": "gpt-5",
      "gen_ai.usage.input_tokens": 1200,
      "gen_ai.usage.output_tokens": 50,
      "gen_ai.response.finish_reasons": ["stop"],
    });
    expect(run.attributes).not.toHaveProperty(["agentscribe.cost.usd"]);
    expect(call.attributes).toMatchObject({ ...RECORDED, "agentscribe.cost.status": "ok" });
    expect(call.attributes["agentscribe.cost.usd"]).toBeCloseTo(TURN_COST, 12);
    for (const { attributes } of [run, call]) {
      expect(String(attributes["gen_ai.input.messages"])).toContain("do ab");
      expect(outputOf(attributes)).toEqual([{ type: "text", content: "ab" }]);
    }
    expect(withoutMissing(violations)).toEqual([]);
  });

  it("keeps no content unless asked to", async () => {
    const play = newPlay();
    const { client, receiver, finish } = await started({ "POST /sessions": sse(streamedTurn(play)) }, {});
    await drain(await client.beta.agents.sessions.create({ ...NEW_SESSION, input: "canary", stream: true }));
    const { span } = await finish();
    expect(span("chat gpt-5").attributes).toMatchObject(RECORDED);
    expect(JSON.stringify(receiver.traces)).not.toContain("canary");
    expect(JSON.stringify(receiver.traces)).not.toContain("gen_ai.output.messages");
  });

  it("finalResult() of a session that is created gives the same and records the same", async () => {
    const play = newPlay();
    const { client, finish } = await started({ "POST /sessions": sse(streamedTurn(play)) });
    const stream = await client.beta.agents.sessions.create({ ...NEW_SESSION, stream: true });
    const result = await stream.finalResult();
    expect(result.turn.status).toBe("completed");
    const { span, spans } = await finish();
    expect(spans).toHaveLength(2);
    expect(span("chat gpt-5").attributes).toMatchObject(RECORDED);
  });

  it("withResponse() gives the stream and the raw response, and the turn is recorded", async () => {
    const play = newPlay();
    const { client, finish } = await started({
      "POST /sessions": sse(streamedTurn(play), "close", { "x-request-id": "req_7" }),
    });
    const promise = client.beta.agents.sessions.create({ ...NEW_SESSION, stream: true });
    const { data, response, request_id } = await promise.withResponse();
    expect([response.status, request_id]).toEqual([200, "req_7"]);
    expect(await drain(data)).toHaveLength(8);
    const { span } = await finish();
    expect(span("chat gpt-5").attributes).toMatchObject(RECORDED);
  });

  it("stream() sends the input, follows the turn, and runs tools inside it", async () => {
    const play = newPlay();
    const call = {
      id: "fc_1",
      type: "function_call",
      call_id: "call_1",
      name: "add",
      arguments: { a: 1, b: 2 },
      status: "completed",
    };
    const whole = wholeTurn(play);
    const routes = {
      ...live([...whole.slice(0, 2), play.item("added", call), play.item("done", call), ...whole.slice(2)]),
      ...sessionRoute(play),
    };
    const { client, server, finish } = await started(routes);
    const seen: unknown[] = [];
    const params = {
      input: "add them",
      toolHandlers: {
        add: (given: { a: number; b: number }) => {
          seen.push(given);
          return { sum: given.a + given.b };
        },
      },
    };
    const before = params.toolHandlers.add;
    const stream = client.beta.agents.sessions.stream(play.id, params);
    expect(await drain(stream)).toHaveLength(9);
    expect(seen).toEqual([{ a: 1, b: 2 }]);
    expect(params.toolHandlers.add).toBe(before);
    const results = server.requests.map((request) => JSON.stringify(request.json() ?? "")).join();
    expect(results).toContain("agent.session.input.tool_result");
    const { span, spans, violations } = await finish();
    expect(spans).toHaveLength(3);
    const run = span("invoke_agent helper");
    const tool = span("execute_tool add");
    expect(tool.parentSpanId).toBe(run.spanId);
    expect(tool.attributes).toMatchObject({ "gen_ai.tool.call.id": "call_1", "gen_ai.tool.type": "function" });
    expect(String(tool.attributes["gen_ai.tool.call.result"])).toContain("3");
    expect(String(run.attributes["gen_ai.input.messages"])).toContain("add them");
    // What the caller must answer stands in what the model wrote.
    expect(outputOf(span("chat gpt-5").attributes)).toContainEqual(
      expect.objectContaining({ type: "tool_call", id: "call_1", name: "add" }),
    );
    expect(span("chat gpt-5").attributes).toMatchObject(RECORDED);
    expect(withoutMissing(violations)).toEqual([]);
  });

  it("tools that the provider runs are executions inside the run", async () => {
    const play = newPlay();
    const items = [
      {
        id: "cmd_1",
        type: "command_execution",
        command: "ls /srv",
        cwd: "/srv",
        duration_ms: 250,
        exit_code: 0,
        output: "readme",
        status: "completed",
      },
      {
        id: "mcp_1",
        type: "mcp_call",
        name: "lookup",
        server_label: "docs",
        arguments: { q: "x" },
        output: null,
        error: "no such page",
        status: "failed",
      },
      { id: "ws_1", type: "web_search_call", action: { type: "search", query: "ab" }, status: "completed" },
    ];
    const whole = wholeTurn(play);
    const { client, finish } = await started({
      "POST /sessions": sse([
        play.event("created", { session: play.session }),
        ...whole.slice(0, 2),
        ...items.flatMap((item) => [play.item("added", { ...item, status: "in_progress" }), play.item("done", item)]),
        play.item("added", { id: "mcp_2", type: "mcp_call", name: "slow", arguments: {}, status: "in_progress" }),
        ...whole.slice(2),
      ]),
    });
    await drain(await client.beta.agents.sessions.create({ ...NEW_SESSION, stream: true }));
    const { span, spans, violations } = await finish();
    expect(spans).toHaveLength(6);
    const run = span("invoke_agent helper");
    const command = span("execute_tool command_execution");
    expect(command.parentSpanId).toBe(run.spanId);
    expect(command.attributes).toMatchObject({
      "gen_ai.tool.call.id": "cmd_1",
      "gen_ai.tool.type": "extension",
      "gen_ai.tool.call.result": expect.stringContaining("readme"),
      "gen_ai.tool.call.arguments": expect.stringContaining("ls /srv"),
    });
    expect(Number(BigInt(command.endTimeUnixNano) - BigInt(command.startTimeUnixNano)) / 1e6).toBeCloseTo(250, 0);
    expect(span("execute_tool lookup")).toMatchObject({
      status: { code: 2 },
      attributes: { "error.type": "ToolError" },
    });
    expect(span("execute_tool web_search").status.code).not.toBe(2);
    expect(span("execute_tool slow").attributes).not.toHaveProperty(["agentscribe.unfinished"]);
    // The search is billed beside the tokens.
    expect(span("chat gpt-5").attributes).toMatchObject({ "agentscribe.usage.web_searches": 1 });
    expect(span("chat gpt-5").attributes["agentscribe.cost.usd"]).toBeCloseTo(TURN_COST + 0.01, 12);
    expect(withoutMissing(violations)).toEqual([]);
  });

  it("two streams of a session, and turns that are fetched again, count once", async () => {
    const play = newPlay();
    const done = play.turn("completed", { usage: TURN_USAGE });
    const { client, finish } = await started({
      "GET /events": sse(wholeTurn(play)),
      "GET /turns": json({ object: "list", data: [done], has_more: false, first_id: null, last_id: null }),
      [`GET /turns/turn_${play.id.slice(5)}`]: json(done),
      ...sessionRoute(play),
    });
    const { sessions } = client.beta.agents;
    await sessions.retrieve(play.id);
    const [one, two] = await Promise.all([sessions.events.stream(play.id), sessions.events.stream(play.id)]);
    await Promise.all([drain(one), drain(two)]);
    for (let again = 0; again < 2; again += 1) {
      expect(await sessions.turns.retrieve(`turn_${play.id.slice(5)}`, { session_id: play.id })).toEqual(done);
      expect(await drain(sessions.turns.list(play.id))).toEqual([done]);
    }
    const { spans, span } = await finish();
    expect(spans.map(({ name }) => name).sort()).toEqual(["chat gpt-5", "invoke_agent helper"]);
    expect(span("chat gpt-5").attributes).toMatchObject(RECORDED);
  });

  it("a turn that is asked for and polled is recorded once, with what it was asked", async () => {
    const play = newPlay();
    const turnId = `turn_${play.id.slice(5)}`;
    const now = Math.floor(Date.now() / 1000);
    const { client, finish } = await started({
      "POST /sessions": json(play.session),
      [`GET /turns/${turnId}`]: [
        json(play.turn("in_progress", { started_at: now })),
        json(play.turn("completed", { usage: TURN_USAGE, completed_at: now + 2 })),
      ],
    });
    const { sessions } = client.beta.agents;
    await sessions.create(NEW_SESSION);
    for (let poll = 0; poll < 3; poll += 1) await sessions.turns.retrieve(turnId, { session_id: play.id });
    const { span, spans, violations } = await finish();
    expect(spans).toHaveLength(2);
    const run = span("invoke_agent helper");
    expect(String(run.attributes["gen_ai.input.messages"])).toContain("do ab");
    expect(run.attributes).not.toHaveProperty(["agentscribe.unfinished"]);
    expect(Number(BigInt(run.endTimeUnixNano) / 1_000_000_000n)).toBe(now + 2);
    expect(span("chat gpt-5").attributes).toMatchObject({ ...RECORDED, "agentscribe.cost.status": "ok" });
    expect(withoutMissing(violations)).toEqual([]);
  });

  it("turns that another process asked for are not recorded when they are read", async () => {
    const play = newPlay();
    const old = play.turn("completed", { usage: TURN_USAGE, created_at: 1_700_000_000 });
    const { client, finish } = await started({
      "GET /turns": json({ object: "list", data: [old], has_more: false, first_id: null, last_id: null }),
      ...sessionRoute(play),
    });
    const { sessions } = client.beta.agents;
    await drain(sessions.turns.list(play.id));
    await sessions.events.create(play.id, {
      events: [{ type: "agent.session.input.message", input: [{ role: "user", content: [] }] }],
    });
    await drain(sessions.turns.list(play.id));
    expect((await finish()).spans).toEqual([]);
  });

  it("a stream that is left keeps what is known; whoever fetches the turn tells its usage", async () => {
    const play = newPlay();
    const turnId = `turn_${play.id.slice(5)}`;
    const { client, finish, collect } = await started({
      "POST /sessions": sse(streamedTurn(play).slice(0, 4), "hang"),
      [`GET /turns/${turnId}`]: json(play.turn("completed", { usage: TURN_USAGE })),
    });
    const { sessions } = client.beta.agents;
    for await (const event of await sessions.create({ ...NEW_SESSION, stream: true })) {
      if (event.type === "agent.session.turn.output_text.delta") break;
    }
    const left = (await collect()).span("invoke_agent helper");
    expect(left.attributes).toMatchObject({ "agentscribe.run.end_reason": "aborted" });
    expect(left.status.code).not.toBe(2);
    expect(outputOf(left.attributes)).toEqual([{ type: "text", content: "a" }]);
    await sessions.turns.retrieve(turnId, { session_id: play.id });
    await sessions.turns.retrieve(turnId, { session_id: play.id });
    const { span, spans } = await finish();
    expect(spans).toHaveLength(2);
    expect(span("chat gpt-5").attributes).toMatchObject({ ...RECORDED, "agentscribe.cost.status": "ok" });
  });

  it("a left turn of an agent that may search says that searches are not in its cost", async () => {
    const play = newPlay({ agent: { tools: [{ type: "web_search" }] } });
    const turnId = `turn_${play.id.slice(5)}`;
    const { client, finish } = await started({
      "POST /sessions": json(play.session),
      [`GET /turns/${turnId}`]: json(play.turn("completed", { usage: TURN_USAGE })),
    });
    await client.beta.agents.sessions.create(NEW_SESSION);
    await client.beta.agents.sessions.turns.retrieve(turnId, { session_id: play.id });
    expect((await finish()).span("chat gpt-5").attributes).toMatchObject({
      "agentscribe.cost.status": "partial",
      "agentscribe.cost.reason": "searches_uncounted",
    });
  });

  it.each(["drop", "close"] as const)(
    "a stream that breaks off (%s) fails the run and keeps its call open",
    async (how) => {
      const play = newPlay();
      const { client, finish } = await started({ "POST /sessions": sse(streamedTurn(play).slice(0, 4), how) });
      const stream = await client.beta.agents.sessions.create({ ...NEW_SESSION, stream: true });
      const failed = await drain(stream).then(
        () => undefined,
        (error: unknown) => error,
      );
      expect(failed === undefined).toBe(how === "close");
      const { span } = await finish();
      expect(span("invoke_agent helper").status.code).toBe(2);
      expect(span("chat gpt-5").attributes).not.toHaveProperty(["agentscribe.cost.usd"]);
    },
  );

  it("a failed turn has the provider's code, and a cancelled one is no error", async () => {
    for (const [status, code] of [
      ["failed", "usage_limit_exceeded"],
      ["cancelled", undefined],
    ] as const) {
      const play = newPlay();
      const error = code === undefined ? null : { code, message: "enough" };
      const { client, finish } = await started({
        "POST /sessions": sse([
          ...streamedTurn(play).slice(0, 4),
          play.turnEvent(status, { error, usage: TURN_USAGE }, TURN_USAGE),
        ]),
      });
      await drain(await client.beta.agents.sessions.create({ ...NEW_SESSION, stream: true }));
      const { span } = await finish();
      const run = span("invoke_agent helper");
      expect(run.status.code === 2).toBe(code !== undefined);
      expect(run.attributes["error.type"]).toBe(code);
      expect(run.attributes).toMatchObject({ "gen_ai.usage.input_tokens": 1200 });
      expect(span("chat gpt-5").attributes).toMatchObject(RECORDED);
    }
  });

  it("a refused session is a failed run, and the caller has the client's error", async () => {
    const { client, OpenAI, finish } = await started({ "POST /sessions": failing(429, "rate_limit_exceeded") });
    const error = await errorOf(client.beta.agents.sessions.create({ ...NEW_SESSION, stream: true }));
    expect(error).toBeInstanceOf(OpenAI.RateLimitError);
    const { span, spans } = await finish();
    expect(spans).toHaveLength(1);
    expect(span("invoke_agent")).toMatchObject({
      status: { code: 2 },
      attributes: { "gen_ai.request.model": "gpt-5", "error.type": "rate_limit_exceeded" },
    });
  });

  it("a sub-agent's turn is a run of its own inside, with its own usage", async () => {
    const play = newPlay();
    const other = { id: `${play.id}_sub`, agent_id: "agent_2", subagent_id: "sub_1" };
    const subUsage = { ...TURN_USAGE, input_tokens: 10, input_tokens_details: { cached_tokens: 0 }, output_tokens: 5 };
    const subagent = {
      id: "sub_1",
      object: "agent.session.subagent",
      name: "scout",
      parent_agent_id: "agent_1",
      session_id: play.id,
      status: "active",
    };
    const spawn = {
      id: "c_1",
      type: "create_subagent_call",
      agent_id: "agent_1",
      content: [],
      model: "gpt-5-mini",
      status: "completed",
    };
    const whole = wholeTurn(play);
    const { client, finish } = await started({
      "POST /sessions": sse([
        play.event("created", { session: play.session }),
        ...whole.slice(0, 2),
        play.item("added", spawn),
        play.event("subagent.created", { subagent }),
        play.turnEvent("created", other),
        play.item("done", message("found"), other.id),
        play.turnEvent("completed", { ...other, usage: subUsage }, TURN_USAGE),
        ...whole.slice(2),
      ]),
    });
    await drain(await client.beta.agents.sessions.create({ ...NEW_SESSION, stream: true }));
    const { span, spans } = await finish();
    expect(spans.map(({ name }) => name).sort()).toEqual([
      "chat",
      "chat gpt-5",
      "invoke_agent helper",
      "invoke_agent scout",
    ]);
    expect(span("invoke_agent scout").parentSpanId).toBe(span("invoke_agent helper").spanId);
    expect(span("invoke_agent scout").attributes).toMatchObject({
      "gen_ai.agent.id": "agent_2",
      "gen_ai.usage.input_tokens": 10,
    });
    // It was asked for with another model: which one it runs nobody says.
    expect(span("chat").attributes).toMatchObject({
      "agentscribe.cost.status": "unpriced",
      "agentscribe.cost.reason": "model_missing",
    });
    expect(span("chat gpt-5").attributes).toMatchObject(RECORDED);
  });

  it("a handler that throws gives the provider what it would have had", async () => {
    const play = newPlay();
    const call = {
      id: "fc_1",
      type: "function_call",
      call_id: "call_1",
      name: "add",
      arguments: "{}",
      status: "completed",
    };
    const whole = wholeTurn(play);
    const routes = {
      ...live([...whole.slice(0, 2), play.item("added", call), ...whole.slice(2)]),
      ...sessionRoute(play),
    };
    const { client, server, finish } = await started(routes);
    const failures: Vendor[] = [];
    const stream = client.beta.agents.sessions.stream(play.id, {
      input: "add",
      onToolError: (failure: Vendor) => failures.push(failure),
      toolHandlers: {
        add: () => {
          throw new Error("no adding today");
        },
      },
    });
    await drain(stream);
    expect(failures).toMatchObject([{ stage: "execution", call_id: "call_1", error: { message: "no adding today" } }]);
    expect(JSON.stringify(server.requests.map((request) => request.json()))).toContain("Tool handler failed.");
    expect((await finish()).span("execute_tool add")).toMatchObject({
      status: { code: 2 },
      attributes: { "error.type": "Error" },
    });
  });

  it.each(["loop", "tee", "finalResult"])(
    "odd events and a break reach the caller as from a bare client: %s",
    async (how) => {
      const play = newPlay();
      const odd: readonly unknown[] = [
        null,
        "x",
        {},
        { type: "agent.session.turn.created", turn: null },
        { type: "agent.session.turn.item.done", turn_id: 7, item: null },
        { type: "agent.session.turn.completed" },
        { type: "agent.session.subagent.created", subagent: { id: 5 } },
        {
          type: "error",
          event_id: "e",
          session_id: play.id,
          error: { message: "no", code: "odd", type: "x", param: null },
        },
      ];
      const events = streamedTurn(play).slice(0, 5);
      const { client, server, OpenAI, finish } = await started({ "POST /sessions": sse([...events, ...odd], "drop") });
      const run = async (asked: Vendor): Promise<readonly unknown[]> => {
        const got: unknown[] = [];
        try {
          const stream = await asked.beta.agents.sessions.create({ ...NEW_SESSION, stream: true });
          if (how === "finalResult") got.push(await stream.finalResult());
          else for await (const event of how === "tee" ? stream.tee()[0] : stream) got.push(event);
        } catch (error) {
          got.push([(error as Error).constructor.name, (error as Error).message]);
        }
        return got;
      };
      const bare = await run(new OpenAI({ apiKey: "none", baseURL: `${server.url}/v1`, maxRetries: 0 }));
      expect(await run(client)).toEqual(bare);
      // The client's own collector trips over an odd event, and leaves the stream.
      const { status } = (await finish()).span("invoke_agent helper");
      expect(status.code === 2).toBe(how !== "finalResult");
    },
  );
});
