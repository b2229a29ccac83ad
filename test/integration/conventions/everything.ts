import type { EventName, Telemetry } from "../../../src/index.ts";
import type { EventAttributeDefinition, EventDefinition } from "../../../src/record/events/event-definition.ts";
import { EVENTS } from "../../../src/record/events.ts";

/** Every scope in its full form, once well and once failing, streamed and not; every event; facts after the event. */
export async function emitEverything(telemetry: Telemetry): Promise<void> {
  const options = { id: "thread-9", user: { id: "u-1", email: "u@example.com" }, tenant: "acme", entrypoint: "test" };
  await telemetry.session({ ...options, previous: { id: "thread-8" } }, async (session) => {
    await telemetry.task(
      { id: "T-1", type: "bugfix", assignedAt: Date.now(), features: { files: 3 } },
      async (task) => {
        for (const fails of [false, true]) await swallow(() => emitWorkflow(telemetry, fails));
        task.outcome("success", { revisions: 1 });
      },
    );
    emitEvents(telemetry);
    session.outcome("success");
  });
  const facts = { provider: "anthropic", model: "claude-sonnet-5", durationMs: 12 } as const;
  telemetry.recordLlm({ ...facts, usage: { inputTokens: 10, outputTokens: 2 }, response: ANTHROPIC });
  telemetry.recordLlm({ ...facts, error: new TypeError("no answer") });
  telemetry.recordTool({ name: "search", durationMs: 3, arguments: { q: "x" }, result: ["a"] });
  telemetry.recordTool({ name: "search", durationMs: 3, error: new RangeError("no index") });
  telemetry.recordOutcome("T-1", "regressed", { signal: "incident", type: "bugfix" });
}

async function emitWorkflow(telemetry: Telemetry, fails: boolean): Promise<void> {
  await telemetry.workflow({ name: "triage", input: "sort this" }, async (workflow) => {
    const agent = { description: "plans", model: "gpt-5-mini", system: "be brief", input: "do it", tools: TOOLS };
    await telemetry.agent({ name: "planner", dataSourceId: "docs", ...agent }, async (run) => {
      await swallow(() => telemetry.plan({}, () => end(fails)));
      for (const name of ["writer", undefined])
        await swallow(() => telemetry.agent({ ...(name && { name }) }, () => end(fails)));
      const service = { provider: "openai", id: "asst_1", version: "2" } as const;
      await swallow(() => telemetry.createAgent({ name: "helper", model: "gpt-5-mini", ...service }, () => end(fails)));
      await swallow(() => telemetry.agent({ name: "helper", remote: service }, () => end(fails)));
      await emitModelCalls(telemetry, fails);
      await emitStores(telemetry, fails);
      await emitTools(telemetry, fails);
      await emitMcp(telemetry, fails);
      run.output("done");
    });
    await swallow(() => telemetry.wait({ for: "approval" }, () => end(fails)));
    await swallow(() => telemetry.step({ name: "parse" }, () => end(fails)));
    workflow.output([{ role: "assistant", content: "sorted" }]);
    return end(fails);
  });
}

async function emitModelCalls(telemetry: Telemetry, fails: boolean): Promise<void> {
  const call = {
    provider: "openai",
    request: REQUEST,
    purpose: "main",
    prompt: { name: "triage", version: "3", variables: { city: "Bath", days: 3 } },
  } as const;
  await swallow(() =>
    telemetry.llm(call, async (handle) => {
      handle.retry({ attempt: 1, delayMillis: 5, status: 429 });
      return fails ? end(true) : RESPONSE;
    }),
  );
  await swallow(() =>
    telemetry.llm({ provider: "openai", model: "gpt-5-mini", input: "hi" }, () => stream(CHUNKS, fails)),
  );
  await swallow(() =>
    telemetry.llm({ provider: "anthropic", model: "claude-sonnet-5", operation: "chat" }, () =>
      fails ? end(true) : ANTHROPIC,
    ),
  );
  await swallow(() =>
    telemetry.llm({ provider: "gcp.gemini", model: "gemini-3-flash", operation: "generate_content" }, () =>
      fails ? end(true) : GEMINI,
    ),
  );
  await swallow(() =>
    telemetry.llm({ provider: "openai", model: "gpt-5-text", operation: "text_completion" }, (handle) => {
      if (fails) return end(true);
      handle.usage({ inputTokens: 9, outputTokens: 4, audioInputTokens: 3, cacheReadTokens: 2 });
      handle.output("a text");
      return COMPLETION;
    }),
  );
  const embedding = { provider: "openai", model: "text-embedding-3-small", input: ["a"], dimensions: 3 } as const;
  await swallow(() => telemetry.embeddings(embedding, () => (fails ? end(true) : VECTORS)));
  await swallow(() =>
    telemetry.fetchResponse({ provider: "openai", id: "resp_7" }, () => (fails ? end(true) : RESPONSE)),
  );
}

async function emitStores(telemetry: Telemetry, fails: boolean): Promise<void> {
  const search = {
    dataSourceId: "docs",
    query: "how",
    topK: 5,
    serverAddress: "search.example",
    provider: "openai",
  } as const;
  await swallow(() =>
    telemetry.retrieval(search, (call) => {
      call.documents([{ id: "d1", score: 0.9 }, { id: "d2" }]);
      return end(fails);
    }),
  );
  for (const operation of MEMORY_OPERATIONS) {
    await swallow(() =>
      telemetry.memory({ operation, storeId: "s1", recordId: "r1", query: "who", ...MEMORY_SERVICE }, (call) => {
        call.records(["a fact", { content: { text: "another" }, id: "r1", score: 0.5 }]);
        return end(fails);
      }),
    );
  }
  await swallow(() => telemetry.memory({ operation: "search_memory" }, () => end(fails)));
}

async function emitTools(telemetry: Telemetry, fails: boolean): Promise<void> {
  const skill = { name: "pdf", description: "reads", sourceUri: "https://skills.example/pdf", resource: "read.py" };
  const tool = { name: "search", callId: "call_1", arguments: '{"q":"x"}', description: "finds", type: "datastore" };
  await swallow(() => telemetry.tool({ ...tool, skill }, () => (fails ? end(true) : ["a", "b"])));
  await swallow(() => telemetry.tool({ name: "echo", arguments: "plain" }, () => end(fails)));
  const command = {
    executable: "git",
    path: "/usr/bin/git",
    args: ["log", "-1"],
    tool: "shell",
    callId: "call_2",
    description: "runs",
  };
  await swallow(() => telemetry.command({ ...command, skill }, (run) => run.exitCode(fails ? 2 : 0)));
}

async function emitMcp(telemetry: Telemetry, fails: boolean): Promise<void> {
  const wire = { transport: "tcp", networkProtocol: "http", protocolVersion: "2025-11-25", sessionId: "m-1" } as const;
  const server = { serverAddress: "tools.example", serverPort: 443 } as const;
  const messages = [
    { method: "tools/call", params: { name: "search", arguments: { q: "x" } } },
    { method: "prompts/get", params: { name: "triage", arguments: { city: "Bath" } } },
    { method: "resources/read", params: { uri: "file:///notes.txt" } },
    { method: "notifications/initialized" },
  ];
  for (const message of messages) {
    await swallow(() => telemetry.mcpRequest({ ...message, ...wire, ...server, requestId: 1 }, () => end(fails)));
    await swallow(() =>
      telemetry.mcpServe({ ...message, ...wire, requestId: 1 }, (call) => {
        call.response(
          fails ? { error: { code: -32603, message: "a detail of the failure" } } : { result: TOOL_RESULT },
        );
      }),
    );
  }
  const [call] = messages;
  if (call === undefined) return;
  await swallow(() =>
    telemetry.tool({ name: "search" }, () => telemetry.mcpRequest({ ...call, ...wire }, () => end(fails))),
  );
  for (const side of ["client", "server"] as const) {
    telemetry.recordMcpSession({ side, durationMs: 40, ...wire, ...(fails && { errorType: "connection_closed" }) });
  }
}

function emitEvents(telemetry: Telemetry): void {
  for (const [key, definition] of Object.entries(EVENTS) as [EventName, EventDefinition][]) {
    const given = Object.entries(definition.attributes).map(([name, attribute]) => [name, sample(attribute)]);
    telemetry.record(key, Object.fromEntries(given) as Parameters<Telemetry["record"]>[1]);
  }
}

function sample({ type, values, class: kind, attribute }: EventAttributeDefinition): unknown {
  const text = values?.[0] ?? (kind === "content" ? "what was written" : "word");
  if (type === "json") return SAMPLES[attribute] ?? { value: text };
  return { string: text, "string[]": [text], int: 7, double: 1.5, boolean: true }[type];
}

function end(fails: boolean): undefined {
  if (fails) throw new RangeError("a detail of the failure");
}

async function* stream(chunks: readonly unknown[], fails: boolean): AsyncGenerator<unknown> {
  yield* chunks.slice(0, 2);
  end(fails);
  yield* chunks.slice(2);
}

/** Runs a scope, and reads to its end what it streams. */
async function swallow(fn: () => unknown): Promise<void> {
  try {
    const result = await fn();
    if (typeof result === "object" && result !== null && Symbol.asyncIterator in result) {
      for await (const _ of result as AsyncIterable<unknown>);
    }
  } catch (error) {
    if (!(error instanceof RangeError)) throw error;
  }
}

const MEMORY_OPERATIONS = [
  "search_memory",
  "create_memory",
  "update_memory",
  "upsert_memory",
  "delete_memory",
  "create_memory_store",
  "delete_memory_store",
] as const;
const MEMORY_SERVICE = { provider: "mem0", serverAddress: "memory.example" } as const;
const TOOL_RESULT = { content: [{ type: "text", text: "found" }] };
const MESSAGE = [{ role: "user", parts: [{ type: "text", content: "hi" }] }];
const TOOLS = [{ type: "function", name: "search", description: "finds", parameters: { type: "object" } }];
const SAMPLES: Readonly<Record<string, unknown>> = {
  "gen_ai.input.messages": MESSAGE,
  "gen_ai.output.messages": [{ ...MESSAGE[0], role: "assistant" }],
  "gen_ai.system_instructions": [{ type: "text", content: "be brief" }],
  "gen_ai.tool.definitions": TOOLS,
};
const REQUEST = {
  model: "gpt-5-mini",
  instructions: "be brief",
  input: [{ role: "user", content: "hi" }],
  tools: TOOLS,
  temperature: 1,
  top_p: 0.9,
  max_output_tokens: 100,
  service_tier: "default",
  previous_response_id: "resp_0",
  reasoning: { effort: "low" },
  text: { format: { type: "json_object" } },
};
const RESPONSE = {
  id: "resp_7",
  object: "response",
  status: "completed",
  model: "gpt-5-mini-2025-08-07",
  service_tier: "default",
  output: [
    { type: "reasoning", id: "rs_1", summary: [{ type: "summary_text", text: "thought" }] },
    { type: "function_call", id: "fc_1", call_id: "call_1", name: "search", arguments: '{"q":"x"}' },
    { type: "message", role: "assistant", status: "completed", content: [{ type: "output_text", text: "Hi" }] },
  ],
  usage: {
    input_tokens: 20,
    output_tokens: 9,
    total_tokens: 29,
    input_tokens_details: { cached_tokens: 4 },
    output_tokens_details: { reasoning_tokens: 3 },
  },
};
const head = {
  id: "chatcmpl-1",
  object: "chat.completion.chunk",
  model: "gpt-5-mini-2025-08-07",
  created: 1,
  service_tier: "default",
  system_fingerprint: "fp_1",
};
const CHUNKS = [
  { ...head, choices: [{ index: 0, delta: { role: "assistant", content: "He" }, finish_reason: null }] },
  { ...head, choices: [{ index: 0, delta: { content: "llo" }, finish_reason: null }] },
  { ...head, choices: [{ index: 0, delta: {}, finish_reason: "stop" }] },
  { ...head, choices: [], usage: { prompt_tokens: 11, completion_tokens: 3, total_tokens: 14 } },
];
const ANTHROPIC = {
  id: "msg_1",
  type: "message",
  role: "assistant",
  model: "claude-sonnet-5",
  content: [{ type: "text", text: "Hi" }],
  stop_reason: "end_turn",
  usage: { input_tokens: 5, output_tokens: 3, cache_read_input_tokens: 7, cache_creation_input_tokens: 2 },
};
const GEMINI = {
  responseId: "g-1",
  modelVersion: "gemini-3-flash",
  candidates: [{ content: { role: "model", parts: [{ text: "Hi" }] }, finishReason: "STOP", index: 0 }],
  usageMetadata: { promptTokenCount: 5, candidatesTokenCount: 2, totalTokenCount: 7 },
};
const COMPLETION = {
  id: "cmpl-1",
  object: "text_completion",
  model: "gpt-5-text",
  choices: [{ index: 0, text: "a text", finish_reason: "length" }],
  usage: { prompt_tokens: 9, completion_tokens: 4, total_tokens: 13 },
};
const VECTORS = {
  object: "list",
  model: "text-embedding-3-small",
  data: [{ object: "embedding", index: 0, embedding: [0.1, 0.2, 0.3] }],
  usage: { prompt_tokens: 4, total_tokens: 4 },
};
