import { afterEach, describe, expect, it } from "vitest";
import { init, type Telemetry, type TelemetryOptions } from "../../../src/index.ts";

const clients: Telemetry[] = [];
const unhandled: unknown[] = [];
const onRejection = (reason: unknown): void => void unhandled.push(reason);
process.on("unhandledRejection", onRejection);

const telemetry = (options: TelemetryOptions = {}): Telemetry => {
  const client = init({ host: "own", exporters: [], ...options });
  clients.push(client);
  return client;
};

afterEach(async () => {
  await Promise.all(clients.splice(0).map((client) => client.shutdown({ timeoutMillis: 500 })));
  unhandled.splice(0);
});

const CALL = { provider: "openai", model: "gpt-4o" } as const;
/** Lines of a stack after a turn of the loop; source maps leave `async` out. */
const FROM_CHECKOUT = /at (?:async )?checkoutHandler/;
const FROM_STREAM = /at (?:async )?streamHandler/;

const turn = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

/** Starts its work when somebody subscribes, as the promises of the providers' clients read their response. */
class LazyPromise extends Promise<unknown> {
  static override get [Symbol.species](): PromiseConstructor {
    return Promise;
  }
  readonly #request: Promise<unknown>;
  starts = 0;

  constructor(request: Promise<unknown>) {
    super((resolve) => resolve(null));
    this.#request = request;
  }

  // biome-ignore lint/suspicious/noThenProperty: it stands for a client's promise
  override then<A, B>(
    onFulfilled?: ((value: unknown) => A | PromiseLike<A>) | null,
    onRejected?: ((reason: unknown) => B | PromiseLike<B>) | null,
  ): Promise<A | B> {
    this.starts += 1;
    return this.#request.then((body) => body).then(onFulfilled, onRejected);
  }
}

async function request(): Promise<unknown> {
  await turn();
  throw new Error("401");
}

async function* chunks(): AsyncGenerator<number> {
  yield 1;
  await turn();
  throw new Error("broke off");
}

async function checkoutHandler(work: () => unknown): Promise<string> {
  try {
    return String(await work());
  } catch (error) {
    return error instanceof Error ? (error.stack ?? "") : String(error);
  }
}

async function streamHandler(stream: AsyncIterable<unknown>): Promise<string> {
  try {
    for await (const _ of stream);
    return "";
  } catch (error) {
    return error instanceof Error ? (error.stack ?? "") : String(error);
  }
}

describe("the stack of an error has its caller", () => {
  it("of a lazy promise of a client", async () => {
    expect(await checkoutHandler(() => new LazyPromise(request()))).toMatch(FROM_CHECKOUT);
    const client = telemetry();
    const stack = await checkoutHandler(() => client.llm(CALL, () => new LazyPromise(request())));
    expect(stack).toMatch(FROM_CHECKOUT);
  });

  it("of catch() and finally() of one", async () => {
    const client = telemetry();
    const made = (): Promise<unknown> => client.llm(CALL, () => new LazyPromise(request()));
    expect(await checkoutHandler(() => made().finally(() => undefined))).toMatch(FROM_CHECKOUT);
    const rethrown = made().catch((error: unknown) => {
      throw error;
    });
    expect(await checkoutHandler(() => rethrown)).toMatch(FROM_CHECKOUT);
  });

  it("of an async function and of an async generator", async () => {
    const client = telemetry();
    expect(await checkoutHandler(() => client.llm(CALL, async () => request()))).toMatch(FROM_CHECKOUT);
    expect(await streamHandler(client.llm(CALL, chunks))).toMatch(FROM_STREAM);
  });

  it("of a stream that a budget can stop", async () => {
    const client = telemetry({ budgets: [{ name: "dear", per: "process", maxCostUsd: 1, onExceeded: "stop" }] });
    expect(await streamHandler(client.llm(CALL, chunks))).toMatch(FROM_STREAM);
  });
});

describe("a lazy promise of a client", () => {
  it("is started by each subscription as often as without an observer, and told of before its caller goes on", async () => {
    const client = telemetry();
    const lazy = new LazyPromise(Promise.resolve("done"));
    const returned = client.llm(CALL, (call) => {
      call.finish("stop");
      return lazy;
    });
    expect(returned).toBe(lazy);
    expect(lazy.starts).toBe(0);
    expect(await returned.then(() => client.snapshot().totals.inferenceCalls)).toBe(1);
    expect(lazy.starts).toBe(1);
  });

  it("leaves a rejection that nobody handles to the runtime, once", async () => {
    const client = telemetry();
    void client.llm(CALL, () => new LazyPromise(request())).then(() => undefined);
    await turn();
    await turn();
    await turn();
    expect(unhandled).toEqual([expect.objectContaining({ message: "401" })]);
  });

  it("calls handlers once, also of a thenable that calls back at once and gives nothing", () => {
    const client = telemetry();
    const key: string = "then";
    const seen: unknown[] = [];
    const eager = { [key]: (done: (value: number) => void) => done(7) };
    const returned = client.tool({ name: "t" }, () => eager) as unknown as PromiseLike<number>;
    returned.then((value) => seen.push(value));
    expect(seen).toEqual([7]);
  });
});
