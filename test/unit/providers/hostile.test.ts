import fc from "fast-check";
import { describe, expect, it } from "vitest";
import {
  createStreamReader,
  providerOf,
  readError,
  readRateLimit,
  readRequest,
  readResponse,
  serverOf,
  toMessage,
  toMessages,
  toSystemInstructions,
  toToolDefinitions,
} from "../../../src/providers/index.ts";

/** The bar of a quiet machine is 20 ms: `HOSTILE_LIMIT_MILLIS=20`. */
const MAX_MILLIS = Number(process.env.HOSTILE_LIMIT_MILLIS ?? 100);

/** Everything that looks at a value from outside. */
const READERS: readonly (readonly [name: string, read: (value: unknown) => unknown, calls?: number])[] = [
  ["readResponse", (value) => readResponse(value)?.outputMessages(), 2],
  ["createStreamReader", streamed, 4],
  ["toMessages", (value) => toMessages(value)],
  ["toMessage", (value) => toMessage(value)],
  ["toSystemInstructions", toSystemInstructions],
  ["toToolDefinitions", toToolDefinitions],
  ["readRequest", requested, 4],
  ["readError", readError],
  ["readRateLimit", (value) => readRateLimit(value)],
];

function streamed(value: unknown): unknown {
  const reader = createStreamReader();
  reader.chunk(value);
  reader.chunk(value);
  return reader.reading("error")?.outputMessages();
}

function requested(value: unknown): unknown {
  const facts = readRequest(value);
  return [facts.input(), facts.system(), facts.tools()];
}

const fail = (): never => {
  throw new Error("hostile");
};

const everythingThrows = new Proxy(
  {},
  { get: fail, has: fail, ownKeys: fail, getPrototypeOf: fail, getOwnPropertyDescriptor: fail },
);

function revoked(target: object): unknown {
  const { proxy, revoke } = Proxy.revocable(target, {});
  revoke();
  return proxy;
}

/** Answers every property with itself, so that every shape matches and nothing ends. */
const endless: unknown = new Proxy([], {
  get: (_target, key) => (key === "length" ? 1e9 : key === Symbol.toPrimitive ? undefined : endless),
  has: (_target, key) =>
    typeof key === "string" &&
    !["then", "fullStream", "textStream", "partialObjectStream", "arrayBuffer"].includes(key),
});

const cycle: Record<string, unknown> = { role: "user", type: "message", object: "response", status: "completed" };
cycle.content = [cycle];
cycle.output = [cycle];
cycle.choices = [{ message: cycle, delta: cycle }];
cycle.parts = [cycle];

const huge = "x".repeat(50 * 1024 * 1024);

const HOSTILE: Readonly<Record<string, unknown>> = {
  everythingThrows,
  "a list of throwing values": [everythingThrows, everythingThrows],
  "a revoked object": revoked({}),
  "a revoked list": revoked([]),
  endless,
  cycle,
  "a message with revoked content": { role: "user", content: revoked([]) },
  "choices that throw": { choices: [{ message: everythingThrows, delta: everythingThrows }], usage: everythingThrows },
  "50 MB of text": { choices: [{ message: { role: "assistant", content: huge }, finish_reason: "stop" }] },
  "50 MB of arguments": {
    choices: [{ message: { tool_calls: [{ function: { name: "f", arguments: huge } }] }, delta: { content: huge } }],
  },
  "50 MB as an image": {
    role: "user",
    content: [{ type: "image_url", image_url: { url: `data:image/png;base64,${huge}` } }],
  },
  "50 MB as a role, a type and an id": { role: huge, type: huge, id: huge, object: huge, message: huge, status: huge },
  "50 MB of bytes": { body: new Uint8Array(50 * 1024 * 1024) },
  "an error with 50 MB": Object.assign(new Error(huge), { code: huge, name: huge }),
  "numbers that are none": {
    choices: [],
    usage: { prompt_tokens: Number.NaN, completion_tokens: 10n, total_tokens: "7" },
  },
  symbols: { [Symbol("a")]: 1, role: Symbol("b"), type: Symbol("c"), content: Symbol("d") },
};

function timed(read: (value: unknown) => unknown, value: unknown): number {
  const start = process.threadCpuUsage();
  read(value);
  const { user, system } = process.threadCpuUsage(start);
  return (user + system) / 1000;
}

describe("hostile values", () => {
  for (const [what, value] of Object.entries(HOSTILE)) {
    it(`${what} is survived by every reader in ${MAX_MILLIS} ms a call`, () => {
      for (const [name, read, calls = 1] of READERS) {
        const millis = Math.min(...[1, 2, 3].map(() => timed(read, value))) / calls;
        expect(millis, `${name} took ${millis} ms a call`).toBeLessThanOrEqual(MAX_MILLIS);
      }
    });
  }

  it("50 MB of text is handed on, not copied", () => {
    const reading = readResponse(HOSTILE["50 MB of text"]);
    const part = reading?.outputMessages()[0]?.parts[0] as { content: string };
    expect(part.content.length).toBe(huge.length);
  });
});

const KEYS = [
  "role",
  "type",
  "content",
  "parts",
  "choices",
  "message",
  "delta",
  "usage",
  "output",
  "object",
  "id",
  "status",
  "text",
  "candidates",
  "usageMetadata",
  "stop_reason",
  "stopReason",
  "embeddings",
  "data",
  "generations",
  "done",
  "tool_calls",
  "event_type",
  "contentBlockDelta",
  "messageStart",
  "finish_reason",
  "finishReason",
  "lc",
  "kwargs",
  "usage_metadata",
];

const WORDS = [
  "assistant",
  "user",
  "tool",
  "message",
  "response",
  "text",
  "tool_use",
  "function_call",
  "content_block_delta",
  "response.output_text.delta",
  "interaction",
  "message_start",
  "completion",
  "text-generation",
  "image",
  "file",
];

/** Objects with the names of the wire and values of any kind. */
const nearlyReal: fc.Arbitrary<unknown> = fc.letrec((tie) => ({
  value: fc.oneof(
    { maxDepth: 5 },
    fc.constantFrom(...WORDS),
    fc.anything({ maxDepth: 1, withBigInt: true, withDate: true, withMap: true }),
    fc.double(),
    tie("record"),
    fc.array(tie("record"), { maxLength: 3 }),
  ),
  record: fc.dictionary(fc.constantFrom(...KEYS), tie("value"), { maxKeys: 8 }),
})).record;

describe("any value", () => {
  it("never makes a reader throw, and messages always have a role and parts", () => {
    fc.assert(
      fc.property(nearlyReal, (value) => {
        for (const [, read] of READERS) read(value);
        for (const message of toMessages(value)) {
          expect(typeof message.role).toBe("string");
          for (const part of message.parts) expect(typeof part.type).toBe("string");
        }
        for (const tool of toToolDefinitions(value))
          expect([typeof tool.type, typeof tool.name]).toEqual(["string", "string"]);
      }),
      { numRuns: 500 },
    );
  });

  it("never makes servers and hosts throw", () => {
    fc.assert(
      fc.property(fc.string(), fc.dictionary(fc.string(), fc.string()), (text, env) => {
        serverOf(text, env);
        serverOf("openai", { OPENAI_BASE_URL: text });
        providerOf(text);
      }),
    );
  });
});
