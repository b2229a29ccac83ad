import { EventEmitter } from "node:events";
import { describe, expect, it } from "vitest";
import type { ScopeHandle, Telemetry } from "../../../src/index.ts";
import { startRecording } from "../../support/recording.ts";

const INTERNAL = 1;
const CLIENT = 3;

const COMPLETION = {
  id: "chatcmpl-1",
  object: "chat.completion",
  model: "gpt-5-mini-2025-08-07",
  choices: [{ index: 0, finish_reason: "stop", message: { role: "assistant", content: "Hello" } }],
  usage: { prompt_tokens: 20, completion_tokens: 5, total_tokens: 25 },
};
const VECTORS = {
  object: "list",
  model: "text-embedding-3-small",
  data: [{ object: "embedding", index: 0, embedding: [0.1, 0.2, 0.3] }],
  usage: { prompt_tokens: 4, total_tokens: 4 },
};
const STORED = {
  id: "resp_7",
  object: "response",
  status: "completed",
  model: "gpt-5-mini-2025-08-07",
  service_tier: "flex",
  output: [{ type: "message", role: "assistant", status: "completed", content: [{ type: "output_text", text: "Hi" }] }],
};

interface Case {
  readonly scope: string;
  readonly span: string;
  readonly kind: number;
  readonly attributes: Readonly<Record<string, unknown>>;
  run(telemetry: Telemetry, inside: () => void): unknown;
  start(telemetry: Telemetry): ScopeHandle;
}

/** Each scope twice: as a function, and by its manual twin with the same facts. */
const CASES: readonly Case[] = [
  {
    scope: "workflow",
    span: "invoke_workflow triage",
    kind: INTERNAL,
    attributes: { "gen_ai.operation.name": "invoke_workflow", "gen_ai.workflow.name": "triage" },
    run: (telemetry, inside) => telemetry.workflow({ name: "triage" }, inside),
    start: (telemetry) => telemetry.startWorkflow({ name: "triage" }),
  },
  {
    scope: "task",
    span: "task bugfix",
    kind: INTERNAL,
    attributes: {
      "agentscribe.task.id": "T-1",
      "agentscribe.task.type": "bugfix",
      "agentscribe.task.feature.files": 3,
    },
    run: (telemetry, inside) => telemetry.task({ id: "T-1", type: "bugfix", features: { files: 3 } }, inside),
    start: (telemetry) => telemetry.startTask({ id: "T-1", type: "bugfix", features: { files: 3 } }),
  },
  {
    scope: "agent",
    span: "invoke_agent planner",
    kind: INTERNAL,
    attributes: {
      "gen_ai.operation.name": "invoke_agent",
      "gen_ai.agent.name": "planner",
      "gen_ai.agent.description": "plans",
      "gen_ai.response.finish_reasons": ["stop"],
      "gen_ai.usage.input_tokens": 0,
    },
    run: (telemetry, inside) => telemetry.agent({ name: "planner", description: "plans" }, inside),
    start: (telemetry) => telemetry.startAgent({ name: "planner", description: "plans" }),
  },
  {
    scope: "agent of a service",
    span: "invoke_agent helpdesk",
    kind: CLIENT,
    attributes: {
      "gen_ai.provider.name": "aws.bedrock",
      "gen_ai.agent.id": "agent-9",
      "server.address": "bedrock.example",
      "server.port": 443,
    },
    run: (telemetry, inside) =>
      telemetry.agent(
        { name: "helpdesk", remote: { provider: "aws.bedrock", id: "agent-9", serverAddress: "bedrock.example" } },
        inside,
      ),
    start: (telemetry) =>
      telemetry.startAgent({
        name: "helpdesk",
        remote: { provider: "aws.bedrock", id: "agent-9", serverAddress: "bedrock.example" },
      }),
  },
  {
    scope: "createAgent",
    span: "create_agent writer",
    kind: CLIENT,
    attributes: {
      "gen_ai.operation.name": "create_agent",
      "gen_ai.provider.name": "openai",
      "gen_ai.agent.name": "writer",
      "server.address": "api.openai.com",
    },
    run: (telemetry, inside) => telemetry.createAgent({ provider: "openai", name: "writer" }, inside),
    start: (telemetry) => telemetry.startCreateAgent({ provider: "openai", name: "writer" }),
  },
  {
    scope: "plan",
    span: "plan",
    kind: INTERNAL,
    attributes: { "gen_ai.operation.name": "plan" },
    run: (telemetry, inside) => telemetry.plan({}, inside),
    start: (telemetry) => telemetry.startPlan(),
  },
  {
    scope: "llm",
    span: "chat gpt-5-mini",
    kind: CLIENT,
    attributes: {
      "gen_ai.operation.name": "chat",
      "gen_ai.provider.name": "openai",
      "gen_ai.request.model": "gpt-5-mini",
      "gen_ai.response.id": "chatcmpl-1",
      "gen_ai.response.model": "gpt-5-mini-2025-08-07",
      "gen_ai.response.finish_reasons": ["stop"],
      "gen_ai.usage.input_tokens": 20,
      "gen_ai.usage.output_tokens": 5,
      "server.address": "api.openai.com",
      "server.port": 443,
      "agentscribe.llm.purpose": "main",
    },
    run: (telemetry, inside) =>
      telemetry.llm({ provider: "openai", model: "gpt-5-mini", purpose: "main" }, () => {
        inside();
        return COMPLETION;
      }),
    start(telemetry) {
      const call = telemetry.startLlm({ provider: "openai", model: "gpt-5-mini", purpose: "main" });
      call.response(COMPLETION);
      return call;
    },
  },
  {
    scope: "fetchResponse",
    span: "fetch_response",
    kind: CLIENT,
    attributes: {
      "gen_ai.operation.name": "fetch_response",
      "gen_ai.provider.name": "openai",
      "gen_ai.response.id": "resp_7",
      "gen_ai.response.status": "completed",
      "gen_ai.request.stream_cursor": "7",
      "openai.api.type": "responses",
      "openai.response.service_tier": "flex",
      "server.address": "api.openai.com",
    },
    run: (telemetry, inside) =>
      telemetry.fetchResponse({ provider: "openai", id: "resp_7", streamCursor: 7 }, () => {
        inside();
        return STORED;
      }),
    start(telemetry) {
      const fetched = telemetry.startFetchResponse({ provider: "openai", id: "resp_7", streamCursor: 7 });
      fetched.response(STORED);
      return fetched;
    },
  },
  {
    scope: "embeddings",
    span: "embeddings text-embedding-3-small",
    kind: CLIENT,
    attributes: {
      "gen_ai.operation.name": "embeddings",
      "gen_ai.provider.name": "openai",
      "gen_ai.request.encoding_formats": ["float"],
      "gen_ai.embeddings.dimension.count": 3,
      "gen_ai.usage.input_tokens": 4,
    },
    run: (telemetry, inside) =>
      telemetry.embeddings({ provider: "openai", model: "text-embedding-3-small", input: "a text" }, () => {
        inside();
        return VECTORS;
      }),
    start(telemetry) {
      const call = telemetry.startEmbeddings({ provider: "openai", model: "text-embedding-3-small", input: "a text" });
      call.response(VECTORS);
      return call;
    },
  },
  {
    scope: "retrieval",
    span: "retrieval docs",
    kind: CLIENT,
    attributes: {
      "gen_ai.operation.name": "retrieval",
      "gen_ai.data_source.id": "docs",
      "gen_ai.retrieval.top_k": 5,
      "server.address": "search.example",
      "agentscribe.retrieval.document_count": 2,
    },
    run: (telemetry, inside) =>
      telemetry.retrieval({ dataSourceId: "docs", topK: 5, serverAddress: "search.example" }, (search) => {
        inside();
        search.documents([{ id: "d1", score: 0.9 }, { id: "d2" }]);
      }),
    start(telemetry) {
      const search = telemetry.startRetrieval({ dataSourceId: "docs", topK: 5, serverAddress: "search.example" });
      search.documents([{ id: "d1", score: 0.9 }, { id: "d2" }]);
      return search;
    },
  },
  {
    scope: "memory",
    span: "search_memory",
    kind: CLIENT,
    attributes: {
      "gen_ai.operation.name": "search_memory",
      "gen_ai.memory.store.id": "store-1",
      "gen_ai.memory.record.count": 2,
      "server.address": "memory.example",
    },
    run: (telemetry, inside) =>
      telemetry.memory(
        { operation: "search_memory", storeId: "store-1", serverAddress: "memory.example" },
        (search) => {
          inside();
          search.records(["a", "b"]);
        },
      ),
    start(telemetry) {
      const search = telemetry.startMemory({
        operation: "search_memory",
        storeId: "store-1",
        serverAddress: "memory.example",
      });
      search.records(["a", "b"]);
      return search;
    },
  },
  {
    scope: "tool",
    span: "execute_tool search",
    kind: INTERNAL,
    attributes: {
      "gen_ai.operation.name": "execute_tool",
      "gen_ai.tool.name": "search",
      "gen_ai.tool.type": "function",
      "gen_ai.tool.call.id": "call_1",
    },
    run: (telemetry, inside) => telemetry.tool({ name: "search", callId: "call_1" }, inside),
    start: (telemetry) => telemetry.startTool({ name: "search", callId: "call_1" }),
  },
  {
    scope: "command",
    span: "execute_tool shell",
    kind: INTERNAL,
    attributes: {
      "gen_ai.operation.name": "execute_tool",
      "gen_ai.tool.name": "shell",
      "process.executable.name": "git",
      "process.exit.code": 0,
      "agentscribe.command.argument_count": 2,
    },
    run: (telemetry, inside) =>
      telemetry.command({ executable: "git", tool: "shell", args: ["log", "-1"] }, (command) => {
        inside();
        command.exitCode(0);
      }),
    start(telemetry) {
      const command = telemetry.startCommand({ executable: "git", tool: "shell", args: ["log", "-1"] });
      command.exitCode(0);
      return command;
    },
  },
  {
    scope: "wait",
    span: "wait approval",
    kind: INTERNAL,
    attributes: { "agentscribe.wait.for": "approval" },
    run: (telemetry, inside) => telemetry.wait({ for: "approval" }, inside),
    start: (telemetry) => telemetry.startWait({ for: "approval" }),
  },
  {
    scope: "step",
    span: "step parse",
    kind: INTERNAL,
    attributes: { "agentscribe.step.name": "parse" },
    run: (telemetry, inside) => telemetry.step({ name: "parse" }, inside),
    start: (telemetry) => telemetry.startStep({ name: "parse" }),
  },
];

describe("session()", () => {
  it("is a span with an id, a start event and an end event", async () => {
    const { telemetry, finish } = await startRecording();
    const result = telemetry.session({ id: "thread-1", entrypoint: "test", user: "u-1", tenant: "acme" }, () => "done");
    expect(result).toBe("done");
    const { span, event, violations } = await finish();
    const identity = {
      "session.id": "thread-1",
      "gen_ai.conversation.id": "thread-1",
      "user.id": "u-1",
      "agentscribe.tenant.id": "acme",
    };
    expect(span("session")).toMatchObject({ kind: INTERNAL, parentSpanId: "", attributes: identity });
    expect(event("agentscribe.session.start").attributes).toMatchObject({
      ...identity,
      "agentscribe.session.start_type": "new",
    });
    expect(event("agentscribe.session.end")).toMatchObject({ spanId: span("session").spanId, attributes: identity });
    expect(violations).toEqual([]);
  });

  it("makes an id where none is given, and no conversation id", async () => {
    const { telemetry, finish } = await startRecording();
    const session = telemetry.startSession();
    session.end();
    const { span } = await finish();
    expect(session.id).toMatch(/^[0-9a-f-]{36}$/);
    expect(span("session").attributes["session.id"]).toBe(session.id);
    expect(span("session").attributes).not.toHaveProperty(["gen_ai.conversation.id"]);
  });
});

describe.each(CASES)("$scope", ({ span: name, kind, attributes, run, start }) => {
  it("runs a function inside a span of its name, kind and attributes", async () => {
    const { telemetry, finish } = await startRecording();
    telemetry.session({ id: "s" }, () => run(telemetry, () => telemetry.startStep({ name: "inside" }).end()));
    const { span, violations } = await finish();
    expect(span(name)).toMatchObject({ kind, attributes: { ...attributes, "session.id": "s" }, status: { code: 0 } });
    expect(span(name).parentSpanId).toBe(span("session").spanId);
    expect(span("step inside").parentSpanId).toBe(span(name).spanId);
    expect(violations).toEqual([]);
  });

  it("starts the same span by hand, and runs what is given to run() inside it", async () => {
    const { telemetry, finish } = await startRecording();
    const session = telemetry.startSession({ id: "s" });
    const handle = session.run(() => start(telemetry));
    handle.run(() => telemetry.startStep({ name: "inside" }).end());
    telemetry.startStep({ name: "child", parent: handle }).end();
    handle.end();
    session.end();
    const { span, violations } = await finish();
    expect(span(name)).toMatchObject({ kind, attributes: { ...attributes, "session.id": "s" }, spanId: handle.spanId });
    expect(span(name).parentSpanId).toBe(session.spanId);
    expect(span("step inside").parentSpanId).toBe(handle.spanId);
    expect(span("step child").parentSpanId).toBe(handle.spanId);
    expect(violations).toEqual([]);
  });

  it("passes an error on as the identical object and marks the span", async () => {
    const { telemetry, finish } = await startRecording();
    const error = new RangeError("secret detail");
    let caught: unknown;
    try {
      run(telemetry, () => {
        throw error;
      });
    } catch (thrown) {
      caught = thrown;
    }
    expect(caught).toBe(error);
    const { span, violations } = await finish();
    expect(span(name)).toMatchObject({
      status: { code: 2, message: "" },
      attributes: { "error.type": "RangeError" },
    });
    expect(violations).toEqual([]);
  });
});

describe("agent()", () => {
  it("is measured with the model on its span, also where that is told later", async () => {
    const { telemetry, finish } = await startRecording();
    telemetry.agent({ name: "early", model: "gpt-5" }, (agent) => agent.set({ team: "a" }));
    telemetry.agent({ name: "late" }, ({ set }) => set({ "gen_ai.request.model": "gpt-5-mini", team: "a" }));
    const { span, points } = await finish();
    const known = points("gen_ai.invoke_agent.duration").map(({ attributes }) => attributes);
    expect(known).toEqual([
      { "gen_ai.agent.name": "early", "gen_ai.request.model": "gpt-5" },
      { "gen_ai.agent.name": "late", "gen_ai.request.model": "gpt-5-mini" },
    ]);
    for (const name of ["early", "late"])
      expect(span(`invoke_agent ${name}`).attributes).toMatchObject({
        "gen_ai.request.model": name === "early" ? "gpt-5" : "gpt-5-mini",
        team: "a",
      });
  });

  it("ended for the reasons that are told, unless what is told are none", async () => {
    const { telemetry, finish } = await startRecording();
    telemetry.agent({ name: "told" }, (agent) => agent.finish(["max_turns"]));
    telemetry.agent({ name: "odd" }, (agent) => {
      agent.finish(["max_turns"]);
      agent.finish(7 as never);
    });
    const { span } = await finish();
    for (const name of ["told", "odd"]) {
      expect(span(`invoke_agent ${name}`).attributes["gen_ai.response.finish_reasons"]).toEqual(["max_turns"]);
    }
  });
});

describe("task()", () => {
  it("keeps up to 32 features that are numbers, and says how many it left out", async () => {
    const { telemetry, finish } = await startRecording();
    const many = Object.fromEntries(Array.from({ length: 40 }, (_, index) => [`f${index}`, index]));
    telemetry.task({ id: "T-1", type: "odd", features: { files: 3, name: "x" as never, ratio: Number.NaN } }, () => {});
    telemetry.task({ id: "T-2", type: "many", features: many }, () => {});
    const { spans } = await finish();
    const [odd = {}, large = {}] = spans.map(({ attributes }) => attributes);
    const featuresOf = (attributes: object) => Object.keys(attributes).filter((key) => key.includes("task.feature."));
    expect([featuresOf(odd), odd["agentscribe.dropped"]]).toEqual([["agentscribe.task.feature.files"], "features:2"]);
    expect([featuresOf(large).length, large["agentscribe.dropped"]]).toEqual([32, "features:8"]);
  });
});

describe("plan()", () => {
  it("bears the name of the agent around it, also when the agent is given as its parent", async () => {
    const { telemetry, finish } = await startRecording();
    const agent = telemetry.startAgent({ name: "planner" });
    agent.run(() => telemetry.startPlan().end());
    telemetry.startPlan({ parent: agent, attributes: { by: "parent" } }).end();
    agent.end();
    const { spans, violations } = await finish();
    expect(spans.filter((span) => span.name === "plan planner")).toHaveLength(2);
    expect(violations).toEqual([]);
  });
});

describe("memory()", () => {
  it("is an internal span where the store is in this process", async () => {
    const { telemetry, finish } = await startRecording();
    telemetry.memory({ operation: "create_memory" }, () => undefined);
    const { span } = await finish();
    expect(span("create_memory").kind).toBe(INTERNAL);
  });
});

describe("command()", () => {
  it("is described as its tool, and has what the process wrote as its result, that of one that failed too", async () => {
    const { telemetry, finish } = await startRecording({ capture: "full" });
    const shell = { executable: "sh", tool: "shell", type: "extension", description: "runs a program" };
    telemetry.command(shell, (command) => {
      command.exitCode(1);
      return "not found";
    });
    telemetry.command({ ...shell, tool: "told" }, (command) => command.result({ stdout: "ok" }));
    const { span, points } = await finish();
    expect(span("execute_tool shell").attributes).toMatchObject({
      "error.type": "exit_1",
      "gen_ai.tool.type": "extension",
      "gen_ai.tool.description": "runs a program",
      "gen_ai.tool.call.result": expect.stringContaining("not found"),
      "agentscribe.tool.output.size": 9,
    });
    expect(span("execute_tool told").attributes).toMatchObject({
      "gen_ai.tool.call.result": '{"stdout":"ok"}',
      "agentscribe.tool.output.size": 2,
    });
    const types = points("gen_ai.execute_tool.duration").map(({ attributes }) => attributes["gen_ai.tool.type"]);
    expect(new Set(types)).toEqual(new Set(["extension"]));
  });

  it("keeps the size of a result that is not captured, and takes no process that goes on for one", async () => {
    const { telemetry, finish } = await startRecording();
    telemetry.command({ executable: "sh", tool: "private" }, () => "secret");
    const running = new EventEmitter();
    expect(telemetry.command({ executable: "sh", tool: "spawned" }, () => running)).toBe(running);
    const { span } = await finish();
    expect(span("execute_tool private").attributes["agentscribe.tool.output.size"]).toBe(6);
    expect(span("execute_tool private").attributes).not.toHaveProperty(["gen_ai.tool.call.result"]);
    expect(span("execute_tool spawned").attributes).not.toHaveProperty(["agentscribe.tool.output.size"]);
  });

  it("fails with the exit code", async () => {
    const { telemetry, finish } = await startRecording();
    telemetry.command({ executable: "make" }, (command) => command.exitCode(2));
    const { span } = await finish();
    expect(span("execute_tool command")).toMatchObject({
      status: { code: 2 },
      attributes: { "process.exit.code": 2, "error.type": "exit_2" },
    });
  });
});
