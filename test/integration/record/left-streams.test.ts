import { getEventListeners } from "node:events";
import { Readable } from "node:stream";
import { describe, expect, it } from "vitest";
import { createTestTelemetry, type TestTelemetry } from "../../../src/testing/index.ts";
import { collectGarbage } from "../../support/collect-garbage.ts";

const WORDS = ["It", " came", " on", " Monday."];

function* words(): Generator<string> {
  yield* WORDS;
}

async function* wordsLater(): AsyncGenerator<string> {
  yield* WORDS;
}

/** As the streams of providers' clients: each iteration is a generator that knows nothing of the stream. */
class ClientStream implements AsyncIterable<string> {
  readonly controller: AbortController;

  constructor(controller: AbortController = new AbortController()) {
    this.controller = controller;
  }

  [Symbol.asyncIterator](): AsyncGenerator<string> {
    return wordsLater();
  }
}

/** Its signal depends on the caller's: Node keeps such a one for as long as somebody listens to it. */
function dependentController(caller: AbortSignal): AbortController {
  const controller = new AbortController();
  const signal = AbortSignal.any([controller.signal, caller]);
  return Object.defineProperty(controller, "signal", { value: signal, configurable: true });
}

const STREAMS: readonly [string, () => object][] = [
  ["a generator", words],
  ["an asynchronous generator", wordsLater],
  ["a stream of a client", () => new ClientStream()],
  ["a stream of the web", () => ReadableStream.from(WORDS)],
  ["a stream of Node", () => Readable.from(WORDS)],
];

const caller = new AbortController();
const BUDGET = { budgets: [{ name: "all", maxCalls: 1_000 }] };

const ask = <T>(telemetry: TestTelemetry, make: () => T): T =>
  telemetry.llm({ provider: "openai", model: "gpt-5-mini" }, make);

/** In a turn of its own, so that nothing of it is on the stack afterwards. */
async function asked(telemetry: TestTelemetry, make: () => object, use: (stream: object) => unknown): Promise<void> {
  await use(await ask(telemetry, async () => make()));
}

async function closed(telemetry: TestTelemetry): Promise<void> {
  const look = (): readonly string[] => {
    collectGarbage();
    return telemetry.open;
  };
  await expect.poll(look, { timeout: 10_000 }).toEqual([]);
}

describe("a stream that nobody can read any more", () => {
  describe.each([
    ["without a limit", {}],
    ["under a limit", BUDGET],
  ])("%s", (_, options) => {
    it.each(STREAMS)("was left, unread: %s", async (_, make) => {
      const telemetry = createTestTelemetry(options);
      await asked(telemetry, make, () => undefined);
      expect(telemetry.open).toEqual(["llm chat gpt-5-mini"]);
      await closed(telemetry);
      expect(telemetry.spans).toHaveLength(1);
      expect(telemetry.spans[0]?.attributes).not.toHaveProperty(["error.type"]);
      expect(telemetry.spans[0]?.attributes).not.toHaveProperty(["agentscribe.unfinished"]);
    });

    it.each(STREAMS)("was left, half read: %s", async (_, make) => {
      const telemetry = createTestTelemetry(options);
      await asked(telemetry, make, async (stream) => {
        const methods = stream as { [Symbol.iterator]?(): Iterator<string> } & AsyncIterable<string>;
        await (methods[Symbol.iterator]?.() ?? methods[Symbol.asyncIterator]()).next();
      });
      await closed(telemetry);
    });

    it("was left where the caller's signal outlives it", async () => {
      const telemetry = createTestTelemetry(options);
      await asked(
        telemetry,
        () => new ClientStream(dependentController(caller.signal)),
        () => undefined,
      );
      await closed(telemetry);
    });
  });

  it("was left when both branches of it were dropped", async () => {
    const telemetry = createTestTelemetry();
    await asked(
      telemetry,
      () => ReadableStream.from(WORDS),
      (stream) => void (stream as ReadableStream).tee()[0].getReader(),
    );
    await closed(telemetry);
  });

  it("is of a tool's scope too", async () => {
    const telemetry = createTestTelemetry();
    await (async () => void telemetry.tool({ name: "words" }, words))();
    await closed(telemetry);
  });
});

describe("a stream that somebody can read", () => {
  it.each<[string, () => object, (stream: never) => () => Promise<{ done?: boolean }>]>([
    [
      "by its iterator alone",
      () => new ClientStream(),
      (stream: AsyncIterable<string>) => {
        const iterator = stream[Symbol.asyncIterator]();
        return () => iterator.next();
      },
    ],
    [
      "by a reader alone",
      () => ReadableStream.from(WORDS),
      (stream: ReadableStream) => {
        const reader = stream.getReader();
        return () => reader.read();
      },
    ],
    [
      "by a branch alone",
      () => ReadableStream.from(WORDS),
      (stream: ReadableStream) => {
        const reader = stream.tee()[1].getReader();
        return () => reader.read();
      },
    ],
  ])("stays open, %s", async (_, make, take) => {
    const telemetry = createTestTelemetry();
    let read: (() => Promise<{ done?: boolean }>) | undefined;
    await asked(telemetry, make, (stream) => {
      read = take(stream as never);
    });
    for (let turn = 0; turn < 5; turn += 1) {
      collectGarbage();
      await new Promise((resolve) => setImmediate(resolve));
    }
    expect(telemetry.open).toHaveLength(1);
    while ((await read?.())?.done === false);
    expect(telemetry.open).toEqual([]);
  });
});

describe("the signal of a stream's controller", () => {
  const listeners = (stream: ClientStream): number => getEventListeners(stream.controller.signal, "abort").length;

  it.each<[string, (stream: ClientStream) => unknown]>([
    [
      "read to its end",
      async (stream) => {
        for await (const _ of stream);
      },
    ],
    [
      "left by a break",
      async (stream) => {
        for await (const _ of stream) break;
      },
    ],
    ["aborted", (stream) => stream.controller.abort()],
    ["begun to be read", (stream) => stream[Symbol.asyncIterator]().next()],
  ])("is let go of when the stream was %s", async (_, use) => {
    const telemetry = createTestTelemetry();
    const stream = await ask(telemetry, async () => new ClientStream(dependentController(caller.signal)));
    expect(listeners(stream)).toBe(1);
    await use(stream);
    expect(listeners(stream)).toBe(0);
  });

  it("keeps no stream that was read to its end", async () => {
    const telemetry = createTestTelemetry();
    const seen: WeakRef<object>[] = [];
    await asked(
      telemetry,
      () => new ClientStream(dependentController(caller.signal)),
      async (stream) => {
        seen.push(new WeakRef(stream));
        for await (const _ of stream as ClientStream);
      },
    );
    const isKept = (): boolean => {
      collectGarbage();
      return seen[0]?.deref() !== undefined;
    };
    await expect.poll(isKept, { timeout: 10_000 }).toBe(false);
  });
});
