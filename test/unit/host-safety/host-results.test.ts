import { runInNewContext } from "node:vm";
import { afterEach, describe, expect, test } from "vitest";
import { init, type Telemetry, type TelemetryOptions } from "../../../src/index.ts";

const clients: Telemetry[] = [];
const rejections: unknown[] = [];
const onRejection = (reason: unknown): void => void rejections.push(reason);
process.on("unhandledRejection", onRejection);

function recording(options: TelemetryOptions = {}): { readonly client: Telemetry; readonly spans: unknown[] } {
  const spans: unknown[] = [];
  const spanExporter = {
    export(batch: readonly unknown[], done: (result: { code: number }) => void): void {
      spans.push(...batch);
      done({ code: 0 });
    },
  };
  const client = init({ host: "own", exporters: [{ type: "custom", spanExporter }], ...options });
  clients.push(client);
  return { client, spans };
}

afterEach(async () => {
  await Promise.all(clients.splice(0).map((client) => client.shutdown({ timeoutMillis: 500 })));
  await new Promise((resolve) => setImmediate(resolve));
  expect(rejections.splice(0)).toEqual([]);
});

class Later<T> extends Promise<T> {}

const THEN: string = "then";

async function* pieces(): AsyncGenerator<number> {
  yield 1;
}

class Pieces {
  [Symbol.asyncIterator](): AsyncGenerator<number> {
    return pieces();
  }
}

function shownKeys(value: object): readonly PropertyKey[] {
  return Reflect.ownKeys(value).filter((key) => Object.prototype.propertyIsEnumerable.call(value, key));
}

const RESULTS: Readonly<Record<string, () => unknown>> = {
  "a plain object": () => ({}),
  "a frozen object": () => Object.freeze({}),
  "a function": () => () => {},
  "a native promise of a plain function": () => Promise.resolve(1),
  "a promise subclass": () => Later.resolve(1),
  "a generator": () => (function* () {})(),
  "an async generator": () => (async function* () {})(),
  "a stream": () => new ReadableStream(),
};

describe("a scope gives the host", () => {
  test.each(Object.entries(RESULTS))("%s itself", (_name, make) => {
    const { client } = recording();
    const value = make();
    expect(client.tool({ name: "t" }, () => value)).toBe(value);
  });

  test.each<[string, () => object]>([
    ["a stream with methods of its own", () => ({ iterator: pieces, [Symbol.asyncIterator]: pieces })],
    ["a stream with methods of its class", () => new Pieces()],
    ["a lazy thenable", () => ({ [THEN]: () => undefined, catch: () => undefined, withResponse: () => undefined })],
    ["a response", () => new Response("a")],
  ])("%s with the keys it had", (_name, make) => {
    const { client } = recording();
    const value = make();
    const keys = shownKeys(value);
    client.llm({ provider: "openai" }, () => value);
    expect(shownKeys(value)).toEqual(keys);
  });

  test("promises of the realm it runs in, and sees how they end", async () => {
    const { client, spans } = recording();
    const run = runInNewContext(`async (client) => {
      await client.tool({ name: "a" }, () => Promise.resolve());
      const made = client.tool({ name: "b" }, async () => {});
      await made;
      return made instanceof Promise;
    }`) as (given: Telemetry) => Promise<boolean>;
    expect(await run(client)).toBe(true);
    await client.flush();
    expect(spans).toHaveLength(2);
  });

  test("a lazy thenable that nobody subscribed to", () => {
    const { client } = recording();
    const subscriptions: number[] = [];
    const lazy = { [THEN]: () => subscriptions.push(1) };
    expect(client.llm({ provider: "openai" }, () => lazy)).toBe(lazy);
    expect(subscriptions).toEqual([]);
  });

  test.each([
    ["a frozen error", Object.freeze(new Error("frozen"))],
    ["a text", "thrown"],
    ["undefined", undefined],
    ["a symbol", Symbol("thrown")],
    ["an object without prototype", Object.create(null)],
  ])("%s as it was thrown and rejected", async (_name, thrown) => {
    const { client, spans } = recording();
    const nothing = Symbol("nothing");
    let caught: unknown = nothing;
    try {
      client.step({ name: "throws" }, () => {
        throw thrown;
      });
    } catch (error) {
      caught = error;
    }
    expect(caught).toBe(thrown);
    const rejected = await client
      .step({ name: "rejects" }, async () => {
        throw thrown;
      })
      .then(
        () => nothing,
        (error: unknown) => error,
      );
    expect(rejected).toBe(thrown);
    await client.flush();
    expect(spans).toHaveLength(2);
  });
});

const BROKEN: Readonly<Record<string, () => unknown>> = {
  throws: () => {
    throw new Error("broken");
  },
  rejects: () => Promise.reject(new Error("broken")),
  "never settles": () => new Promise(() => {}),
  "returns nonsense": () => Symbol("nonsense"),
};

describe.each(Object.entries(BROKEN))("a callback of the user that %s", (_name, broken) => {
  const answer = broken as () => never;

  test("redact and contentSink: nothing of the text leaves, the span arrives", async () => {
    const { client, spans } = recording({ capture: "full", redact: answer, contentSink: answer });
    client.llm({ provider: "openai", input: [{ role: "user", content: "the-secret" }] }, () => 1);
    await client.flush();
    expect(spans).toHaveLength(1);
    expect(JSON.stringify(spans)).not.toContain("the-secret");
  });

  test("observers: the others are told", async () => {
    const seen: string[] = [];
    const observers = [
      { onStart: answer, onEnd: answer, onEvent: answer },
      { onEnd: ({ name }: { readonly name: string }) => void seen.push(name) },
    ];
    const { client, spans } = recording({ observers });
    client.session({}, () => 1);
    await client.flush();
    expect(seen).toEqual(["session"]);
    expect(spans).toHaveLength(1);
  });

  test("spanExporter: flush() and shutdown() resolve in their time", async () => {
    const { client } = recording({
      exporters: [{ type: "custom", spanExporter: { export: answer, forceFlush: answer, shutdown: answer } }],
    });
    client.step({ name: "one" }, () => 1);
    const started = performance.now();
    const report = await client.shutdown({ timeoutMillis: 300 });
    expect(performance.now() - started).toBeLessThan(2_000);
    expect(report.delivered).toBe(0);
  });
});
