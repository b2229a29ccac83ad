import { describe, expect, it } from "vitest";
import { BudgetExceeded, LoopDetected, type Telemetry } from "../../../src/index.ts";
import { json } from "../../support/scripted-server.ts";
import { collectUnhandled } from "../../support/unhandled.ts";
import type { Vendor } from "../load.ts";
import { ASK, MESSAGE, SETS, start } from "./support.ts";

const TURN = { role: "user", content: "hello" };
const ADD = { name: "add", description: "adds", input_schema: { type: "object" }, run: async () => "3" };

async function pulled(stream: AsyncIterable<Vendor>): Promise<void> {
  for await (const _ of stream);
}

/** All by which a caller asks for an answer. */
const WAYS: Readonly<Record<string, (client: Vendor) => unknown>> = {
  "messages.create()": ({ messages }) => messages.create(ASK),
  "messages.create() streaming": ({ messages }) => messages.create({ ...ASK, stream: true }),
  "messages.create().withResponse()": ({ messages }) => messages.create(ASK).withResponse(),
  "messages.create().asResponse()": ({ messages }) => messages.create(ASK).asResponse(),
  "messages.parse()": ({ messages }) => messages.parse(ASK),
  "messages.stream()": ({ messages }) => messages.stream(ASK).finalMessage(),
  "messages.stream(), pulled": ({ messages }) => pulled(messages.stream(ASK)),
  "beta.messages.create()": ({ beta }) => beta.messages.create(ASK),
  "beta.messages.parse()": ({ beta }) => beta.messages.parse(ASK),
  "beta.messages.stream()": ({ beta }) => beta.messages.stream(ASK).finalMessage(),
  "beta.messages.toolRunner()": ({ beta }) => beta.messages.toolRunner({ ...ASK, tools: [ADD] }).runUntilDone(),
  "beta.messages.toolRunner(), streaming": ({ beta }) =>
    pulled(beta.messages.toolRunner({ ...ASK, tools: [ADD], stream: true })),
};

const THREADS: typeof WAYS = {
  "thread().send()": ({ beta }) => beta.messages.thread({ ...ASK, messages: [] }).send(TURN),
  "thread().stream()": ({ beta }) =>
    beta.messages
      .thread({ ...ASK, messages: [] })
      .stream(TURN)
      .finalMessage(),
  "thread().toolRunner()": ({ beta }) =>
    beta.messages
      .thread({ ...ASK, messages: [TURN], tools: [ADD] })
      .toolRunner()
      .runUntilDone(),
};

/** Each limit that refuses, and how it comes about. */
const LIMITS = [
  { refused: BudgetExceeded, telemetry: { budgets: [{ name: "calls", maxCalls: 0 }] }, before: () => undefined },
  {
    refused: LoopDetected,
    telemetry: { monitors: { loops: { onLoop: "stop", identicalCalls: 2 } } },
    before: (telemetry: Telemetry) => {
      for (const _ of [1, 2]) telemetry.tool({ name: "look", arguments: {} }, () => "nothing");
    },
  },
] as const;

async function failureOf(work: () => unknown): Promise<Vendor> {
  try {
    await work();
  } catch (error) {
    return error;
  }
  return undefined;
}

describe.each(SETS)("a request that is refused, @anthropic-ai/sdk, %s", (set) => {
  it.each(LIMITS)(
    "rejects with $refused.name in whatever way it is made, and leaves no rejection behind",
    async (limit) => {
      const unhandled = collectUnhandled();
      const { client, telemetry, server } = await start({ set, telemetry: limit.telemetry });
      const ways = typeof client.beta.messages.thread === "function" ? { ...WAYS, ...THREADS } : WAYS;
      for (const [name, ask] of Object.entries(ways)) {
        const work = async (): Promise<unknown> => {
          limit.before(telemetry);
          return await ask(client);
        };
        const error = await failureOf(() => telemetry.agent({ name: "asker" }, work));
        // Its stream helpers put every error into one of the client's own.
        expect(error instanceof limit.refused ? error : error?.cause, name).toBeInstanceOf(limit.refused);
      }
      expect(await unhandled()).toEqual([]);
      expect(server.requests).toEqual([]);
    },
  );

  it("ends a tool runner after a tool that was refused", async () => {
    const unhandled = collectUnhandled();
    const asks = {
      ...MESSAGE,
      content: [{ type: "tool_use", id: "toolu_1", name: "add", input: {} }],
      stop_reason: "tool_use",
    };
    const { client, telemetry, server } = await start(
      { set, telemetry: { budgets: [{ name: "tools", maxToolCalls: 1 }] } },
      json(asks),
      json(asks),
      json(MESSAGE),
    );
    const run = () => client.beta.messages.toolRunner({ ...ASK, tools: [ADD] }).runUntilDone();
    expect(await failureOf(() => telemetry.agent({ name: "adder" }, run))).toBeInstanceOf(BudgetExceeded);
    expect(await unhandled()).toEqual([]);
    expect(server.requests).toHaveLength(2);
  });
});
