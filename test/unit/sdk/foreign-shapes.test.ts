import { describe, expect, it } from "vitest";
import { encodeLogRecord } from "../../../src/export/encode/log-record.ts";
import { encodeSpan } from "../../../src/export/encode/span.ts";
import { joinSplices } from "../../../src/internal/spliced-bytes.ts";
import type { LogRecord, SpanRecord } from "../../../src/internal/telemetry-record.ts";
import { type CaptureOption, resolveCapture } from "../../../src/privacy/capture-policy.ts";
import { filterForeignLog, filterForeignSpan } from "../../../src/sdk/foreign/content.ts";
import { CONTENT_KINDS, type ContentKind } from "../../../src/semconv/content-kind.ts";
import { gate, log, span } from "./foreign-records.ts";

/** What each of several destinations is sent, as text in which what was captured can be found. */
function sent(record: SpanRecord | LogRecord, ...captures: readonly CaptureOption[]): readonly string[] {
  const isSpan = "links" in record;
  const filtered = isSpan ? filterForeignSpan(record, gate(...captures)) : filterForeignLog(record, gate(...captures));
  return captures.map((capture) => {
    const { allows } = resolveCapture(capture, {});
    const admits = (kind: string): boolean => allows(kind as ContentKind);
    const bytes = "links" in filtered ? encodeSpan(filtered, admits) : encodeLogRecord(filtered, admits);
    return new TextDecoder().decode(joinSplices(bytes));
  });
}

const CANARY = "the canary sang at noon";
const only = (...kinds: readonly ContentKind[]): CaptureOption => Object.fromEntries(kinds.map((kind) => [kind, true]));
const without = (kind: ContentKind): CaptureOption => only(...CONTENT_KINDS.filter((one) => one !== kind));

const attribute = (key: string, value: SpanRecord["attributes"][string] = CANARY, more = {}): SpanRecord =>
  span({ ...more, [key]: value });
const event = (name: string, attributes: SpanRecord["attributes"]): SpanRecord =>
  span({}, { events: [{ name, timeMillis: 1, attributes }] });
const message = (name: string, body: LogRecord["body"]): LogRecord => log({ eventName: name, body: body ?? null });
/** As `@opentelemetry/instrumentation-openai` 0.21 names its log records. */
const namedInside = (name: string, body: LogRecord["body"]): LogRecord =>
  log({ attributes: { "event.name": name, "gen_ai.system": "openai" }, body: body ?? null });

const MESSAGES = [{ role: "user", parts: [{ type: "text", content: CANARY }] }];
const CHAT = [{ role: "user", content: [{ type: "text", text: CANARY }] }];

const SHAPES: Readonly<Partial<Record<ContentKind, Readonly<Record<string, SpanRecord | LogRecord>>>>> = {
  system: {
    "gen_ai.system_instructions": attribute("gen_ai.system_instructions"),
    "event gen_ai.system.message": event("gen_ai.system.message", { content: CANARY }),
    "log gen_ai.system.message": namedInside("gen_ai.system.message", { content: CANARY }),
  },
  prompts: {
    "gen_ai.input.messages, structured": attribute("gen_ai.input.messages", MESSAGES),
    "gen_ai.input.messages, JSON": attribute("gen_ai.input.messages", JSON.stringify(MESSAGES)),
    "gen_ai.input.messages of a link": span(
      {},
      {
        links: [{ traceId: "3".repeat(32), spanId: "4".repeat(16), attributes: { "gen_ai.input.messages": CANARY } }],
      },
    ),
    "gen_ai.prompt": attribute("gen_ai.prompt"),
    "gen_ai.prompt.variable": attribute("gen_ai.prompt.variable.city"),
    "OpenLLMetry gen_ai.prompt.N": attribute("gen_ai.prompt.0.content", CANARY, { "gen_ai.prompt.0.role": "user" }),
    "OpenLLMetry traceloop.entity.input": attribute("traceloop.entity.input"),
    "OpenLLMetry gen_ai.guardrail.input": attribute("gen_ai.guardrail.input"),
    "OpenInference llm.input_messages": attribute("llm.input_messages.0.message.content", CANARY, {
      "llm.input_messages.0.message.role": "user",
    }),
    "OpenInference message contents": attribute("llm.input_messages.0.message.contents.0.message_content.text"),
    "OpenInference input.value": attribute("input.value"),
    "OpenInference llm.prompts": attribute("llm.prompts.0.prompt.text"),
    "OpenInference template": attribute("llm.prompt_template.template"),
    "OpenInference embedding text": attribute("embedding.embeddings.0.embedding.text"),
    "OpenInference reranker.query": attribute("reranker.query"),
    "AI SDK ai.prompt": attribute("ai.prompt", JSON.stringify({ messages: CHAT })),
    "AI SDK ai.prompt.messages": attribute("ai.prompt.messages", JSON.stringify(CHAT)),
    "AI SDK ai.values": attribute("ai.values", [JSON.stringify(CANARY)]),
    "AI SDK ai.request.text": attribute("ai.request.text"),
    "Langfuse observation": attribute("langfuse.observation.input", JSON.stringify({ messages: CHAT })),
    "Langfuse trace": attribute("langfuse.trace.input"),
    "Sentry ai.input_messages": attribute("ai.input_messages"),
    "MLflow messages": attribute("mlflow.chat.messages", JSON.stringify(CHAT)),
    "Sentry gen_ai.request.messages": attribute("gen_ai.request.messages", JSON.stringify(CHAT)),
    "event gen_ai.user.message": event("gen_ai.user.message", { content: CANARY }),
    "event with gen_ai.event.content": event("gen_ai.user.message", {
      "gen_ai.event.content": JSON.stringify({ content: CANARY }),
    }),
    "event gen_ai.assistant.message": event("gen_ai.assistant.message", { content: CANARY }),
    "event gen_ai.content.prompt": event("gen_ai.content.prompt", { "gen_ai.prompt": CANARY }),
    "event gen_ai.content.prompt, own name": event("gen_ai.content.prompt", { content: CANARY }),
    "event of details": event("gen_ai.client.inference.operation.details", { "gen_ai.input.messages": CANARY }),
    "log gen_ai.user.message": message("gen_ai.user.message", { content: CANARY }),
    "log gen_ai.user.message, text": message("gen_ai.user.message", CANARY),
    "log named by attribute": namedInside("gen_ai.user.message", { content: CANARY }),
    "log gen_ai.assistant.message": namedInside("gen_ai.assistant.message", { content: CANARY }),
    "log of details": log({
      eventName: "gen_ai.client.inference.operation.details",
      attributes: { "gen_ai.input.messages": MESSAGES },
    }),
  },
  responses: {
    "gen_ai.output.messages": attribute("gen_ai.output.messages", MESSAGES),
    "gen_ai.completion": attribute("gen_ai.completion"),
    "gen_ai.evaluation.explanation": event("gen_ai.evaluation.result", { "gen_ai.evaluation.explanation": CANARY }),
    "OpenLLMetry gen_ai.completion.N": attribute("gen_ai.completion.0.content"),
    "OpenLLMetry traceloop.entity.output": attribute("traceloop.entity.output"),
    "OpenInference llm.output_messages": attribute("llm.output_messages.0.message.content"),
    "OpenInference output.value": attribute("output.value"),
    "AI SDK ai.response.text": attribute("ai.response.text"),
    "AI SDK ai.response.object": attribute("ai.response.object", JSON.stringify({ note: CANARY })),
    "AI SDK ai.response.reasoning": attribute("ai.response.reasoning"),
    "AI SDK ai.response.providerMetadata": attribute(
      "ai.response.providerMetadata",
      JSON.stringify({ logprobs: CANARY }),
    ),
    "Langfuse observation": attribute("langfuse.observation.output"),
    "Sentry gen_ai.response.text": attribute("gen_ai.response.text", JSON.stringify([CANARY])),
    "Sentry ai.responses": attribute("ai.responses"),
    "Braintrust expected": attribute("braintrust.expected"),
    "event gen_ai.choice": event("gen_ai.choice", { message: JSON.stringify({ content: CANARY }) }),
    "event gen_ai.content.completion": event("gen_ai.content.completion", { "gen_ai.completion": CANARY }),
    "log gen_ai.choice": message("gen_ai.choice", { index: 0, message: { content: CANARY } }),
    "log named by attribute": namedInside("gen_ai.choice", { index: 0, message: { content: CANARY } }),
  },
  toolArguments: {
    "plain input of a tool's span": attribute("input", CANARY, { "gen_ai.operation.name": "execute_tool" }),
    "plain arguments of a tool's span": attribute("tool.arguments", CANARY, { "openinference.span.kind": "TOOL" }),
    "gen_ai.tool.call.arguments": attribute("gen_ai.tool.call.arguments", JSON.stringify({ q: CANARY })),
    "OpenLLMetry call of an answer": attribute("gen_ai.completion.0.tool_calls.0.arguments"),
    "OpenLLMetry call in a prompt": attribute("gen_ai.prompt.1.tool_calls.0.arguments"),
    "OpenLLMetry input of a tool": attribute("traceloop.entity.input", CANARY, { "traceloop.span.kind": "tool" }),
    "OpenInference call of an answer": attribute(
      "llm.output_messages.0.message.tool_calls.0.tool_call.function.arguments",
    ),
    "OpenInference function call": attribute("llm.input_messages.0.message.function_call_arguments_json"),
    "OpenInference input of a tool": attribute("input.value", CANARY, { "openinference.span.kind": "TOOL" }),
    "AI SDK ai.toolCall.args": attribute("ai.toolCall.args", JSON.stringify({ q: CANARY })),
    "AI SDK ai.response.toolCalls": attribute("ai.response.toolCalls", JSON.stringify([{ input: CANARY }])),
    "Langfuse input of a tool": attribute("langfuse.observation.input", CANARY, {
      "langfuse.observation.type": "tool",
    }),
    "Sentry gen_ai.tool.input": attribute("gen_ai.tool.input"),
    "Sentry argument of MCP": attribute("mcp.request.argument.city"),
    "OpenLLMetry arguments of MCP": attribute("mcp.request.argument", JSON.stringify({ q: CANARY })),
    "Sentry ai.tool_calls": attribute("ai.tool_calls"),
  },
  toolResults: {
    "plain output of a tool's span": attribute("output", CANARY, { "gen_ai.operation.name": "execute_tool" }),
    "plain result of a tool's span": attribute("tool.result", CANARY, { "traceloop.span.kind": "tool" }),
    "gen_ai.tool.call.result": attribute("gen_ai.tool.call.result"),
    "gen_ai.retrieval.documents": attribute("gen_ai.retrieval.documents", [{ id: CANARY }]),
    "OpenLLMetry message of a tool": attribute("gen_ai.prompt.2.content", CANARY, { "gen_ai.prompt.2.role": "tool" }),
    "OpenLLMetry mcp.response.value": attribute("mcp.response.value"),
    "OpenInference message of a tool": attribute("llm.input_messages.2.message.content", CANARY, {
      "llm.input_messages.2.message.role": "tool",
    }),
    "OpenInference document": attribute("retrieval.documents.0.document.content"),
    "OpenInference output of a tool": attribute("output.value", CANARY, { "openinference.span.kind": "TOOL" }),
    "AI SDK ai.toolCall.result": attribute("ai.toolCall.result"),
    "Sentry gen_ai.tool.output": attribute("gen_ai.tool.output"),
    "Sentry gen_ai.tool.message": attribute("gen_ai.tool.message"),
    "Sentry result of MCP": attribute("mcp.tool.result.content"),
    "Sentry one result of MCP": attribute("mcp.tool.result.0.content"),
    "Sentry prompt of MCP": attribute("mcp.prompt.result.message_content"),
    "Sentry description of a prompt of MCP": attribute("mcp.prompt.result.description"),
    "Sentry log of MCP": attribute("mcp.logging.message"),
    "event gen_ai.tool.message": event("gen_ai.tool.message", { content: CANARY, id: "call_1" }),
    "log gen_ai.tool.message": namedInside("gen_ai.tool.message", { content: CANARY, id: "call_1" }),
  },
  toolDescriptions: {
    "gen_ai.tool.definitions": attribute("gen_ai.tool.definitions", JSON.stringify([{ description: CANARY }])),
    "OpenLLMetry llm.request.functions": attribute("llm.request.functions.0.description"),
    "OpenInference llm.tools": attribute("llm.tools.0.tool.json_schema", JSON.stringify({ description: CANARY })),
    "OpenInference tool.description": attribute("tool.description"),
    "AI SDK ai.prompt.tools": attribute("ai.prompt.tools", [JSON.stringify({ description: CANARY })]),
    "AI SDK ai.schema.description": attribute("ai.schema.description"),
    "Sentry gen_ai.request.schema": attribute("gen_ai.request.schema"),
    "MLflow tools": attribute("mlflow.chat.tools", JSON.stringify([{ description: CANARY }])),
  },
  commandArguments: {
    "process.command_args": attribute("process.command_args", ["git", CANARY]),
    "process.command_line": attribute("process.command_line", `git ${CANARY}`),
  },
  errorText: {
    "exception of an event": event("exception", { "exception.type": "RangeError", "exception.message": CANARY }),
    "stack of an event": event("exception", { "exception.stacktrace": CANARY }),
    "content of an event": span(
      {},
      {
        events: [
          {
            name: "exception",
            timeMillis: 1,
            attributes: {},
            content: [{ kind: "errorText", key: "exception.message", value: CANARY }],
          },
        ],
      },
    ),
    status: span({}, { status: { code: 2, contentMessage: CANARY } }),
    "Langfuse status": attribute("langfuse.observation.status_message"),
    "log of an exception": log({
      eventName: "gen_ai.client.operation.exception",
      attributes: { "exception.message": CANARY },
    }),
    "body of an exception": message("gen_ai.client.operation.exception", CANARY),
  },
};

const CASES = Object.entries(SHAPES).flatMap(([kind, shapes]) =>
  Object.entries(shapes).map(([name, record]) => [kind as ContentKind, name, record] as const),
);

/** What may hold content of several kinds, and no name says which. */
const UNSURE: Readonly<Record<string, SpanRecord | LogRecord>> = {
  "event of details, own name": event("gen_ai.client.inference.operation.details", { content: CANARY }),
  "body of details": message("gen_ai.client.inference.operation.details", { "gen_ai.input.messages": CANARY }),
  "body of a log record with gen_ai attributes": log({ body: CANARY, attributes: { "gen_ai.system": "openai" } }),
  "body of a log record of a GenAI scope": log({ body: CANARY, scope: { name: "@traceloop/instrumentation-openai" } }),
  "instructions among OpenInference's parameters": attribute(
    "llm.invocation_parameters",
    JSON.stringify({ temperature: 0, instructions: CANARY, tools: [{ description: CANARY }] }),
  ),
};

describe("content of other instrumentations", () => {
  it.each(CASES)("of kind %s passes its own gate alone: %s", (kind, _name, record) => {
    expect(sent(record, "none")[0]).not.toContain(CANARY);
    expect(sent(record, without(kind))[0]).not.toContain(CANARY);
    expect(sent(record, only(kind))[0]).toContain(CANARY);
    expect(sent(record, "full")[0]).toContain(CANARY);
  });

  it.each(CASES)("of kind %s does not reach a destination that does not ask for it: %s", (_kind, _name, record) => {
    expect(sent(record, "full", "none")[1]).not.toContain(CANARY);
  });

  it.each(Object.entries(UNSURE))("needs all gates where its kind is not known: %s", (_name, record) => {
    for (const kind of ["prompts", "responses", "system", "toolArguments", "toolResults"] as const) {
      expect(sent(record, without(kind))[0]).not.toContain(CANARY);
    }
    expect(sent(record, "full")[0]).toContain(CANARY);
    expect(sent(record, "full", "none").join()).not.toContain(CANARY);
  });

  it("leaves what names a message and what a request was made with", () => {
    const labels = { role: "tool", id: "call_1", index: 0, "gen_ai.system": "openai" };
    const filtered = filterForeignSpan(event("gen_ai.tool.message", { ...labels, content: CANARY }), gate("none"));
    expect(filtered.events[0]?.attributes).toEqual(labels);
    const parameters = JSON.stringify({ model: "gpt-5", temperature: 0.5, stream: true, instructions: CANARY });
    expect(filterForeignSpan(attribute("llm.invocation_parameters", parameters), gate("none")).attributes).toEqual({
      "llm.invocation_parameters": JSON.stringify({ model: "gpt-5", temperature: 0.5, stream: true }),
    });
  });

  it("leaves log records and spans that are not of models", () => {
    const query = {
      "db.query.text": "SELECT 1",
      "url.full": "https://example.test/",
      "order.note": CANARY,
      input: CANARY,
    };
    expect(filterForeignSpan(span(query), gate("none")).attributes).toEqual(query);
    expect(filterForeignLog(log({ body: CANARY, scope: { name: "winston" } }), gate("none")).body).toBe(CANARY);
  });

  it("keeps the structure of a body", () => {
    const body = { index: 0, finish_reason: "stop", message: { role: "assistant", content: CANARY } };
    expect(filterForeignLog(message("gen_ai.choice", body), gate({ responses: true })).body).toEqual(body);
  });
});

const CALLED = [
  { type: "tool_call", id: "t1", name: "fly", arguments: { to: CANARY } },
  { type: "tool-call", toolCallId: "t1", toolName: "fly", input: { to: CANARY } },
  { type: "tool_use", id: "t1", name: "fly", input: { to: CANARY } },
  { type: "function_call", call_id: "t1", name: "fly", arguments: CANARY },
  { type: "message", tool_calls: [{ id: "t1", type: "function", function: { name: "fly", arguments: CANARY } }] },
  { functionCall: { name: "fly", args: { to: CANARY } } },
  { toolUse: { toolUseId: "t1", name: "fly", input: { to: CANARY } } },
  { kwargs: { tool_calls: [{ name: "fly", args: { to: CANARY } }] } },
];
const ANSWERED = [
  { type: "tool_call_response", id: "t1", response: CANARY },
  { type: "tool-result", toolCallId: "t1", toolName: "fly", output: { value: CANARY } },
  { type: "tool_result", tool_use_id: "t1", content: CANARY },
  { type: "function_call_output", call_id: "t1", output: CANARY },
  { role: "tool", tool_call_id: "t1", content: CANARY },
  { functionResponse: { name: "fly", response: { was: CANARY } } },
  { toolResult: { toolUseId: "t1", content: [{ text: CANARY }] } },
  { kwargs: { tool_call_id: "t1", content: CANARY } },
];
/** Where messages of others stand, as JSON and as structures. */
const around = (part: object): readonly (SpanRecord | LogRecord)[] => {
  const messages = [
    { role: "user", content: "Where?" },
    { role: "assistant", content: [part] },
  ];
  const body = { content: [part] };
  return [
    attribute("gen_ai.input.messages", JSON.stringify(messages)),
    attribute("gen_ai.input.messages", JSON.parse(JSON.stringify(messages))),
    attribute("input.value", JSON.stringify({ model: "gpt-5", messages })),
    event("gen_ai.assistant.message", { "gen_ai.event.content": JSON.stringify(body) }),
    namedInside("gen_ai.assistant.message", JSON.parse(JSON.stringify(body))),
    namedInside("gen_ai.assistant.message", JSON.stringify(body)),
  ];
};

describe("tools inside messages of other instrumentations", () => {
  it.each([
    ...CALLED.map((part) => ["toolArguments", part] as const),
    ...ANSWERED.map((part) => ["toolResults", part] as const),
  ])("pass the gate %s: %j", (kind, part) => {
    for (const record of around(part)) {
      expect(sent(record, only("prompts"))[0]).not.toContain(CANARY);
      expect(sent(record, only("prompts", kind))[0]).toContain(CANARY);
      expect(sent(record, "full", only("prompts")).join()).not.toContain(CANARY);
    }
  });

  it("are withheld with JSON that a limit has cut, and leave texts that look like JSON", () => {
    const cut = JSON.stringify([CALLED[0]]).slice(0, -3);
    expect(sent(attribute("gen_ai.input.messages", cut), only("prompts"))[0]).not.toContain(CANARY);
    expect(sent(attribute("gen_ai.prompt", `[urgent] ${CANARY}`), only("prompts"))[0]).toContain(CANARY);
  });

  it("leave what was said, and JSON to the byte where their gates are open", () => {
    const [record] = around(CALLED[0] ?? {});
    expect(sent(record as SpanRecord, only("prompts"))[0]).toContain('"content":"Where?"');
    const text = JSON.stringify([CALLED[0]]);
    const { content } = filterForeignSpan(attribute("gen_ai.input.messages", text), gate("full"));
    expect(String(content[0]?.value)).toBe(text);
  });
});
