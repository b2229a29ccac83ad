import { readFileSync } from "node:fs";
import OpenAI from "openai";
import { describe, expect, it, onTestFinished } from "vitest";
import { wrapOpenAI } from "../../../../src/instrumentation/openai/index.ts";
import { readCassette } from "../../../../src/testing/cassette/read-cassette.ts";
import {
  createTestTelemetry,
  type ModelScript,
  type ModelServer,
  startModelServer,
} from "../../../../src/testing/index.ts";
import { cassettePath, recorded, replayed } from "./cassette-run.ts";

const KEY = "sk-proj-CanaryKeyOfTheTest0123456789abcdef";
const messages = (content: string) => [{ role: "user" as const, content }];

async function modelServer(turns: ModelScript): Promise<ModelServer> {
  const server = await startModelServer({ turns });
  onTestFinished(() => server.close());
  return server;
}

function clientOf(server: ModelServer): OpenAI {
  return wrapOpenAI(new OpenAI({ apiKey: KEY, baseURL: server.openaiUrl, maxRetries: 1 }));
}

/** Runs an agent with the server, then again from the cassette without it; gives what both came to, and their traces. */
async function twice<T>(turns: ModelScript, agent: (client: OpenAI) => Promise<T>) {
  const path = cassettePath();
  const server = await modelServer(turns);
  const run = async (): Promise<{ result: T; trace: unknown }> => {
    const telemetry = createTestTelemetry();
    const result = await telemetry.run(() => telemetry.agent({ name: "bot" }, () => agent(clientOf(server))));
    await telemetry.shutdown();
    return { result, trace: telemetry.normalised() };
  };
  const first = await recorded(path, run);
  const asked = server.requests.length;
  await server.close();
  const second = await replayed(path, async (cassette) => {
    const outcome = await run();
    cassette.assertAllUsed();
    return outcome;
  });
  expect(server.requests).toHaveLength(asked);
  return { first, second, path, asked };
}

async function chunksOf(client: OpenAI, content: string): Promise<readonly string[]> {
  const stream = await client.chat.completions.create({ model: "gpt-6", stream: true, messages: messages(content) });
  const chunks: string[] = [];
  for await (const chunk of stream) chunks.push(chunk.choices[0]?.delta.content ?? "");
  return chunks;
}

describe("a cassette of the OpenAI client", () => {
  it("answers a call as it was answered, with the same trace, and nothing goes out", async () => {
    const { first, second } = await twice([{ text: "Four days late." }], async (client) => {
      const answer = await client.chat.completions.create({ model: "gpt-6", messages: messages("Where is it?") });
      return answer.choices[0]?.message.content;
    });
    expect(first.result).toBe("Four days late.");
    expect(second).toEqual(first);
    expect(JSON.stringify(first.trace)).toContain("gen_ai.usage.input_tokens");
  });

  it("streams an answer in the same pieces", async () => {
    const { first, second, path } = await twice(
      [{ text: "It comes in a few pieces, one after the other." }],
      (client) => chunksOf(client, "Stream it"),
    );
    expect(first.result.length).toBeGreaterThan(3);
    expect(second).toEqual(first);
    const [entry] = readCassette(path).entries;
    expect(entry).toMatchObject({ kind: "exchange", end: "complete" });
  });

  it("breaks a stream where it broke", async () => {
    const { first, second, path } = await twice(
      [{ text: "This stream is cut before its end.", cutAfter: 3 }],
      async (client) => {
        const seen: string[] = [];
        const stream = await client.chat.completions.create({
          model: "gpt-6",
          stream: true,
          messages: messages("Cut"),
        });
        try {
          for await (const chunk of stream) seen.push(chunk.choices[0]?.delta.content ?? "");
        } catch (error) {
          seen.push(`${(error as Error).name}: ${(error as Error).message}`);
        }
        return seen;
      },
    );
    expect(first.result.at(-1)).toMatch(/terminated|closed/);
    expect(second).toEqual(first);
    expect(readCassette(path).entries[0]).toMatchObject({ end: "cut" });
  });

  it("refuses what was refused, and answers what is tried again", async () => {
    const { first, second, asked } = await twice([{ error: 429, retryAfter: 0 }, { text: "Now" }], async (client) => {
      const answer = await client.chat.completions.create({ model: "gpt-6", messages: messages("Try") });
      return answer.choices[0]?.message.content;
    });
    expect(asked).toBe(2);
    expect(first.result).toBe("Now");
    expect(second).toEqual(first);
  });

  it("fails a connection as it failed", async () => {
    const { first, second } = await twice([{ drop: true }, { drop: true }], async (client) => {
      const failure = await client.chat.completions
        .create({ model: "gpt-6", messages: messages("Drop") })
        .catch((error: unknown) => error);
      return [(failure as Error).constructor.name, String(((failure as Error).cause as Error | undefined)?.message)];
    });
    expect(first.result[0]).toBe("APIConnectionError");
    expect(second).toEqual(first);
  });

  it("plays a loop of tools with the ids that the model gave", async () => {
    const turns = [{ toolCalls: [{ name: "lookup", arguments: { id: 7 } }] }, { text: "It is here." }];
    const { first, second } = await twice(turns, async (client) => {
      const tools = [{ type: "function" as const, function: { name: "lookup", parameters: { type: "object" } } }];
      const said: OpenAI.ChatCompletionMessageParam[] = messages("Where?");
      const asks = await client.chat.completions.create({ model: "gpt-6", tools, messages: said });
      const message = asks.choices[0]?.message;
      if (message === undefined) throw new Error("no message");
      said.push(message);
      for (const call of message.tool_calls ?? []) {
        said.push({ role: "tool", tool_call_id: call.id, content: '{"place":"hall"}' });
      }
      const answer = await client.chat.completions.create({ model: "gpt-6", tools, messages: said });
      return answer.choices[0]?.message.content;
    });
    expect(first.result).toBe("It is here.");
    expect(second).toEqual(first);
  });

  it("tells calls that are under way together apart by what they ask", async () => {
    const { second } = await twice(
      ({ body }) => ({ text: `about ${JSON.stringify(body).includes("cats") ? "cats" : "dogs"}` }),
      async (client) => {
        // The replay asks in the other order.
        const asked = orders.shift() ?? [];
        const answers = await Promise.all(
          asked.map((what) => client.chat.completions.create({ model: "gpt-6", messages: messages(what) })),
        );
        return answers.map((answer, index) => `${asked[index]}: ${answer.choices[0]?.message.content}`);
      },
    );
    expect(second.result).toEqual(["dogs: about dogs", "cats: about cats"]);
  });
  const orders = [
    ["cats", "dogs"],
    ["dogs", "cats"],
  ];

  it("gives the same request its answers in their order", async () => {
    const { first, second } = await twice([{ text: "first" }, { text: "second" }], async (client) => {
      const ask = () => client.chat.completions.create({ model: "gpt-6", messages: messages("Again") });
      const [one, two] = [await ask(), await ask()];
      return [one.choices[0]?.message.content, two.choices[0]?.message.content];
    });
    expect(first.result).toEqual(["first", "second"]);
    expect(second).toEqual(first);
  });

  it("holds a call open that was called off, for the caller to call it off again", async () => {
    const { first, second, path } = await twice(
      [{ text: "one two three four five six", hangAfter: 3 }],
      async (client) => {
        const off = new AbortController();
        const stream = await client.chat.completions.create(
          { model: "gpt-6", stream: true, messages: messages("Stop") },
          { signal: off.signal },
        );
        const seen: string[] = [];
        for await (const chunk of stream) {
          seen.push(chunk.choices[0]?.delta.content ?? "");
          if (seen.length === 2) off.abort();
        }
        return seen;
      },
    );
    expect(first.result.length).toBeGreaterThanOrEqual(2);
    expect(second.result.slice(0, 2)).toEqual(first.result.slice(0, 2));
    expect(readCassette(path).entries[0]).toMatchObject({ end: "cancelled" });
  });

  it("never holds the key", async () => {
    const { path } = await twice([{ text: "ok" }], (client) =>
      client.chat.completions.create({ model: "gpt-6", messages: messages(`my key is ${KEY}`) }),
    );
    expect(readFileSync(path, "utf8")).not.toContain("CanaryKey");
  });

  it("fails a request that it does not have, and names the closest and where it differs", async () => {
    const path = cassettePath();
    const server = await modelServer([{ text: "ok" }]);
    const ask = (content: string) =>
      clientOf(server).chat.completions.create({ model: "gpt-6", messages: messages(content) });
    await recorded(path, () => ask("What is the weather in Rome?"));
    await replayed(path, async (cassette) => {
      const failure = (await ask("What is the weather in Oslo?").catch((error: unknown) => error)) as Error;
      expect(failure.message).toMatch(
        /closest is entry 1, POST .*differs first at body\.messages\[0\]\.content: recorded .*Rome.*now .*Oslo/,
      );
      expect(cassette.mismatches).toHaveLength(1);
      expect(() => cassette.assertAllUsed()).toThrow(/was not asked for/);
    });
    expect(server.requests).toHaveLength(1);
  });

  it("records what is new behind the rest, and has it the next time", async () => {
    const path = cassettePath();
    const server = await modelServer(({ body }) => ({ text: JSON.stringify(body).includes("two") ? "2" : "1" }));
    const ask = async (content: string) => {
      const answer = await clientOf(server).chat.completions.create({ model: "gpt-6", messages: messages(content) });
      return answer.choices[0]?.message.content;
    };
    await recorded(path, () => ask("one"));
    const both = () => Promise.all([ask("one"), ask("two")]);
    expect(await replayed(path, both, { mode: "new" })).toEqual(["1", "2"]);
    expect(server.requests).toHaveLength(2);
    await server.close();
    expect(await replayed(path, both)).toEqual(["1", "2"]);
  });
});
