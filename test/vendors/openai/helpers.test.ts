import { describe, expect, it } from "vitest";
import { json } from "../../support/scripted-server.ts";
import { loadVendor, requireVendor, type Vendor } from "../load.ts";
import { outputOf } from "../recorded-output.ts";
import {
  ASK,
  CLIENTS,
  COMPLETION,
  errorOf,
  failing,
  RECORDED_USAGE,
  STREAM,
  start,
  streamed,
  TOOL_STREAM,
  usageChunk,
} from "./support.ts";

const FULL = { capture: "full" } as const;
const WITH_USAGE = { ...ASK, stream: true, stream_options: { include_usage: true } };

const asking = (...args: string[]): object => ({
  ...COMPLETION,
  choices: [
    {
      index: 0,
      finish_reason: "tool_calls",
      message: {
        role: "assistant",
        content: null,
        tool_calls: args.map((one, index) => ({
          id: `call_${index + 1}`,
          type: "function",
          function: { name: "add", arguments: one },
        })),
      },
    },
  ],
});

describe.each(CLIENTS)("helpers of openai, $set, CommonJS $cjs", (which) => {
  const started = (...answers: Parameters<typeof start> extends [unknown, ...infer A] ? A : never) =>
    start({ ...which, telemetry: FULL, client: { maxRetries: 0 } }, ...answers);

  it("parse() gives the parsed answer and is one call", async () => {
    const { client, finish } = await started(json(COMPLETION));
    const zod = which.cjs
      ? requireVendor(which.set, "openai/helpers/zod")
      : await loadVendor(which.set, "openai/helpers/zod");
    const { z } = which.cjs ? requireVendor(which.set, "zod") : await loadVendor(which.set, "zod");
    const response_format = zod.zodResponseFormat(z.object({ ok: z.boolean() }), "answer");
    const answer = await client.chat.completions.parse({ ...ASK, response_format });
    expect(answer.choices[0].message.parsed).toEqual({ ok: true });
    const { span, spans } = await finish();
    expect(spans).toHaveLength(1);
    expect(span("chat gpt-4o").attributes).toMatchObject({ ...RECORDED_USAGE, "gen_ai.output.type": "json" });
  });

  it("stream() tells its events, gives its final answer, and is one call", async () => {
    const { client, finish } = await started(streamed([...STREAM, usageChunk]));
    const pieces: string[] = [];
    const stream = client.chat.completions.stream(WITH_USAGE).on("content", (piece: string) => pieces.push(piece));
    const final = await stream.finalChatCompletion();
    expect([pieces.join(""), final.choices[0].message.content, final.usage.prompt_tokens]).toEqual(["ab", "ab", 1200]);
    const { span, spans } = await finish();
    expect(spans).toHaveLength(1);
    expect(span("chat gpt-4o").attributes).toMatchObject({ ...RECORDED_USAGE, "gen_ai.request.stream": true });
  });

  it("stream() that is refused or aborted ends its call", async () => {
    for (const [answer, how] of [
      [failing(429, "rate_limit_exceeded"), "refused"],
      [streamed(STREAM.slice(0, 3), "hang"), "aborted"],
    ] as const) {
      const { client, OpenAI, finish } = await started(answer);
      const stream = client.chat.completions.stream(WITH_USAGE);
      if (how === "aborted") stream.on("content", (_: string, all: string) => all === "ab" && stream.abort());
      const error = await errorOf(stream.done());
      expect(error).toBeInstanceOf(how === "aborted" ? OpenAI.APIUserAbortError : OpenAI.RateLimitError);
      const { span } = await finish();
      expect(span("chat gpt-4o").attributes).not.toHaveProperty(["agentscribe.unfinished"]);
    }
  });

  it.each(["plain", "parsing", "zod", "streamed"])("runTools() records each tool it runs: %s", async (kind) => {
    const answers =
      kind === "streamed"
        ? [streamed([...TOOL_STREAM, usageChunk]), streamed([...STREAM, usageChunk])]
        : [json(asking('{"a":1,"b":2}', '{"a":3,"b":4}')), json(COMPLETION)];
    const { client, telemetry, server, finish } = await started(...answers);
    const seen: unknown[] = [];
    const add = (given: Vendor): string => {
      seen.push(given);
      const { a, b } = typeof given === "string" ? JSON.parse(given) : given;
      return String(a + b);
    };
    const tool = await toolOf(kind, add);
    const tools = [tool];
    const request = {
      ...ASK,
      tools,
      ...(kind === "streamed" && { stream: true, stream_options: { include_usage: true } }),
    };
    const before = JSON.stringify(request);
    const runner = await telemetry.agent({ name: "adder" }, () => client.chat.completions.runTools(request));
    expect(await runner.finalContent()).toBe(kind === "streamed" ? "ab" : '{"ok":true}');
    expect(seen).toHaveLength(2);
    // The caller's own objects are as they were.
    expect(JSON.stringify(request)).toBe(before);
    expect(request.tools[0]).toBe(tool);
    const { spans, violations } = await finish();
    const executed = spans.filter(({ name }) => name === "execute_tool add").map(({ attributes }) => attributes);
    expect(
      executed.map((attributes) => [attributes["gen_ai.tool.call.id"], attributes["gen_ai.tool.call.result"]]).sort(),
    ).toEqual([
      ["call_1", "3"].map((text, index) => (index === 0 ? text : expect.stringContaining(text))),
      ["call_2", "7"].map((text, index) => (index === 0 ? text : expect.stringContaining(text))),
    ]);
    for (const attributes of executed) {
      const [a, b] = attributes["gen_ai.tool.call.id"] === "call_1" ? [1, 2] : [3, 4];
      expect(JSON.parse(String(attributes["gen_ai.tool.call.arguments"]))).toEqual({ a, b });
    }
    expect(spans.filter(({ name }) => name === "chat gpt-4o")).toHaveLength(2);
    expect(new Set(spans.map(({ traceId }) => traceId)).size).toBe(1);
    expect(server.requests).toHaveLength(2);
    expect(violations).toEqual([]);
  });

  async function toolOf(kind: string, add: (given: Vendor) => string): Promise<object> {
    const parameters = { type: "object", properties: { a: { type: "number" }, b: { type: "number" } } };
    if (kind !== "zod") {
      const parse = kind === "parsing" ? { parse: (text: string): unknown => JSON.parse(text) } : {};
      return { type: "function", function: { function: add, name: "add", description: "adds", parameters, ...parse } };
    }
    const zod = which.cjs
      ? requireVendor(which.set, "openai/helpers/zod")
      : await loadVendor(which.set, "openai/helpers/zod");
    const { z } = which.cjs ? requireVendor(which.set, "zod") : await loadVendor(which.set, "zod");
    return zod.zodFunction({ name: "add", parameters: z.object({ a: z.number(), b: z.number() }), function: add });
  }

  it("a tool that throws fails its span and the runner with the same error", async () => {
    const { client, finish } = await started(json(asking('{"a":1,"b":2}')));
    const broken = new Error("no adding today");
    const add = (): never => {
      throw broken;
    };
    const tools = [{ type: "function", function: { function: add, name: "add", parameters: {} } }];
    const bare = await errorOf(client.chat.completions.runTools({ ...ASK, tools }).done());
    expect(bare === broken || bare.cause === broken).toBe(true);
    const { span, spans } = await finish();
    for (const { attributes } of spans) expect(attributes).not.toHaveProperty(["agentscribe.unfinished"]);
    expect(span("execute_tool add")).toMatchObject({ status: { code: 2 }, attributes: { "error.type": "Error" } });
  });

  it("output of a tool's run is what a bare runner gives", async () => {
    const { client, finish } = await started(json(asking('{"a":1,"b":2}')), json(COMPLETION));
    const tools = [
      {
        type: "function",
        function: { function: ({ a }: Vendor) => a, parse: JSON.parse, name: "add", parameters: {} },
      },
    ];
    const runner = client.chat.completions.runTools({ ...ASK, tools });
    await runner.done();
    expect(runner.messages.find(({ role }: Vendor) => role === "tool")).toMatchObject({
      tool_call_id: "call_1",
      content: "1",
    });
    expect(
      outputOf((await finish()).spans.find(({ name }) => name === "chat gpt-4o")?.attributes ?? {})[0],
    ).toMatchObject({ name: "add" });
  });
});
