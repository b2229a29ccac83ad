import { describe, expect, it } from "vitest";
import { BudgetExceeded, LoopDetected, type Telemetry } from "../../../src/index.ts";
import { collectUnhandled } from "../../support/unhandled.ts";
import type { Vendor } from "../load.ts";
import { ASK, CLIENTS, errorOf, start } from "./support.ts";

const INPUT = { model: "gpt-4o", input: "hello" };
const FORMAT = { type: "json_schema", json_schema: { name: "answer", schema: {} } };
const TOOL = { type: "function", function: { name: "add", parameters: {}, function: () => "3" } };

/** All by which a caller asks for an answer. */
const WAYS: Readonly<Record<string, (client: Vendor) => unknown>> = {
  "chat.completions.create()": ({ chat }) => chat.completions.create(ASK),
  "chat.completions.create() streaming": ({ chat }) => chat.completions.create({ ...ASK, stream: true }),
  "chat.completions.create().parse()": ({ chat }) => chat.completions.create(ASK).parse(),
  "chat.completions.create().withResponse()": ({ chat }) => chat.completions.create(ASK).withResponse(),
  "chat.completions.create().asResponse()": ({ chat }) => chat.completions.create(ASK).asResponse(),
  "chat.completions.parse()": ({ chat }) => chat.completions.parse({ ...ASK, response_format: FORMAT }),
  "chat.completions.parse().withResponse()": ({ chat }) => chat.completions.parse(ASK).withResponse(),
  "chat.completions.stream()": ({ chat }) => chat.completions.stream(ASK).finalChatCompletion(),
  "chat.completions.runTools()": ({ chat }) => chat.completions.runTools({ ...ASK, tools: [TOOL] }).finalContent(),
  "responses.create()": ({ responses }) => responses.create(INPUT),
  "responses.parse()": ({ responses }) => responses.parse(INPUT),
  "responses.stream()": ({ responses }) => responses.stream(INPUT).finalResponse(),
  "embeddings.create()": ({ embeddings }) => embeddings.create({ ...INPUT, encoding_format: "float" }),
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

describe.each(CLIENTS)("a request that is refused, openai, $set, CommonJS $cjs", (which) => {
  it.each(LIMITS)(
    "rejects with $refused.name in whatever way it is made, and leaves no rejection behind",
    async (limit) => {
      const unhandled = collectUnhandled();
      const { client, telemetry, server, finish } = await start({ ...which, telemetry: limit.telemetry });
      for (const [name, ask] of Object.entries(WAYS)) {
        const work = async (): Promise<unknown> => {
          limit.before(telemetry);
          return await ask(client);
        };
        const error = await errorOf(telemetry.agent({ name: "asker" }, work));
        // Its stream helpers put every error into one of the client's own.
        expect(error instanceof limit.refused ? error : error.cause, name).toBeInstanceOf(limit.refused);
      }
      // Nobody waits for it.
      await telemetry.agent({ name: "careless" }, async () => {
        limit.before(telemetry);
        void client.chat.completions.create(ASK);
      });
      expect(await unhandled()).toEqual([]);
      expect(server.requests).toEqual([]);
      expect((await finish()).spans.filter(({ name }) => name.startsWith("chat"))).toEqual([]);
    },
  );
});
