import { describe, expect, it } from "vitest";
import type { AgentHandle } from "../../../src/index.ts";
import { createTestTelemetry, type TestTelemetry } from "../../../src/testing/index.ts";
import { collectGarbage } from "../../support/collect-garbage.ts";

const ANSWER = ["It", " came", " on", " Monday."];

/** A stream that a model call inside fills as it is read. */
function streamed(telemetry: TestTelemetry, parent?: AgentHandle): ReadableStream<Uint8Array> {
  const call = telemetry.startLlm({ provider: "openai", model: "gpt-5-mini", ...(parent !== undefined && { parent }) });
  const words = [...ANSWER];
  const encoder = new TextEncoder();
  const end = (): void => {
    call.usage({ inputTokens: 10, outputTokens: 4 });
    call.end();
  };
  return new ReadableStream({
    pull(controller) {
      const word = words.shift();
      if (word !== undefined) controller.enqueue(encoder.encode(word));
      else {
        end();
        controller.close();
      }
    },
    cancel: end,
  });
}

/** Both scopes give the response away. */
function answer<T>(telemetry: TestTelemetry, make: (agent: AgentHandle) => T): T {
  return telemetry.session({ id: "s" }, () => telemetry.agent({ name: "helper" }, make));
}

const OPEN = ["session session", "agent invoke_agent helper", "llm chat gpt-5-mini"];
const session = (telemetry: TestTelemetry) => telemetry.spans.find(({ name }) => name === "session");

async function readAll(stream: ReadableStream<Uint8Array> | null | undefined): Promise<void> {
  const reader = stream?.getReader();
  while ((await reader?.read())?.done === false);
}

describe("a scope that gives a response of a stream away", () => {
  it.each<[string, (response: Response) => Promise<unknown>]>([
    ["text()", (response) => response.text()],
    ["arrayBuffer()", (response) => response.arrayBuffer()],
    ["a reader", (response) => readAll(response.body)],
    ["a pipe", (response) => response.body?.pipeTo(new WritableStream()) ?? Promise.resolve()],
    ["a branch of tee()", (response) => readAll(response.body?.tee()[0])],
    ["a clone", (response) => response.clone().text()],
    ["cancel()", (response) => response.body?.cancel() ?? Promise.resolve()],
  ])("ends when its body is over, by %s", async (_, read) => {
    const telemetry = createTestTelemetry();
    const response = answer(telemetry, () => new Response(streamed(telemetry)));
    expect(telemetry.open).toEqual(OPEN);
    await read(response);
    await telemetry.waitFor(({ open }) => open.length === 0);
    expect(session(telemetry)?.attributes).toMatchObject({
      "agentscribe.total.inference_calls": 1,
      "agentscribe.total.output_tokens": 4,
      "agentscribe.total.cost_complete": true,
    });
  });

  it("gives the very response, which the caller reads as it was made", async () => {
    const telemetry = createTestTelemetry();
    const made = new Response(streamed(telemetry), { status: 201, headers: { "x-own": "1" } });
    const { body } = made;
    const given = await answer(telemetry, async () => made);
    expect(given).toBe(made);
    expect(given.body).toBe(body);
    expect([given.status, given.headers.get("x-own"), given.bodyUsed]).toEqual([201, "1", false]);
    expect(await given.text()).toBe(ANSWER.join(""));
    expect(given.bodyUsed).toBe(true);
  });

  it("fails with the error that its body breaks off with", async () => {
    const telemetry = createTestTelemetry();
    const broken = new RangeError("no more");
    const response = answer(telemetry, () => {
      const stream = new ReadableStream({ pull: (controller) => controller.error(broken) });
      return new Response(stream);
    });
    await expect(response.text()).rejects.toBe(broken);
    await telemetry.waitFor(({ open }) => open.length === 0);
    expect(session(telemetry)?.attributes["error.type"]).toBe("RangeError");
  });

  it("ends with the last work inside where the runtime reads the body unseen", async () => {
    const telemetry = createTestTelemetry();
    const response = answer(telemetry, () => new Response(streamed(telemetry)));
    const reader = Reflect.apply(
      ReadableStream.prototype.getReader,
      response.body,
      [],
    ) as unknown as ReadableStreamDefaultReader;
    await reader.read();
    expect(telemetry.open).toEqual(OPEN);
    while (!(await reader.read()).done);
    await telemetry.waitFor(({ open }) => open.length === 0);
    expect(session(telemetry)?.attributes["agentscribe.total.inference_calls"]).toBe(1);
  });

  it("waits for a body that is read while its work pauses", async () => {
    const telemetry = createTestTelemetry();
    const pause = Promise.withResolvers<void>();
    const response = answer(telemetry, (agent) => {
      const again = async function* (): AsyncGenerator<Uint8Array> {
        yield* streamed(telemetry, agent);
        await pause.promise;
        yield* streamed(telemetry, agent);
      };
      return new Response(ReadableStream.from(again()));
    });
    const text = response.text();
    await telemetry.waitFor(({ modelCalls }) => modelCalls.length === 1);
    await new Promise((turn) => setImmediate(turn));
    pause.resolve();
    expect(await text).toBe(ANSWER.join("").repeat(2));
    await telemetry.waitFor(({ open }) => open.length === 0);
    expect(session(telemetry)?.attributes["agentscribe.total.inference_calls"]).toBe(2);
  });

  it("ends where nobody reads it and nothing is done inside", async () => {
    const telemetry = createTestTelemetry();
    const response = answer(telemetry, () => new Response(new ReadableStream()));
    await telemetry.waitFor(({ open }) => open.length === 0);
    expect(response.bodyUsed).toBe(false);
  });

  it("ends when a response that nobody read is collected", async () => {
    const telemetry = createTestTelemetry();
    answer(telemetry, () => {
      telemetry.startTool({ name: "endless" });
      return new Response("for nobody");
    });
    await expect
      .poll(
        () => {
          collectGarbage();
          return telemetry.open;
        },
        { timeout: 10_000 },
      )
      .toEqual(["tool execute_tool endless"]);
  });
});

describe("a scope that gives any other response away", () => {
  it.each<[string, () => Response]>([
    ["JSON", () => Response.json({ answer: 42 })],
    ["text", () => new Response("42")],
    ["an error", () => new Response("no", { status: 500 })],
    ["nothing", () => new Response(null, { status: 204 })],
    ["a redirect", () => Response.redirect("http://127.0.0.1/there", 302)],
  ])("ends with its function: %s", async (_, make) => {
    const telemetry = createTestTelemetry();
    const response = await answer(telemetry, async () => make());
    expect(telemetry.open).toEqual([]);
    expect(Object.hasOwn(response, "text")).toBe(false);
  });

  it("ends with its function where it is read already", async () => {
    const telemetry = createTestTelemetry();
    await answer(telemetry, async () => {
      const response = new Response(streamed(telemetry));
      await response.text();
      return response;
    });
    expect(telemetry.open).toEqual([]);
  });
});

describe("agentscribe.total.cost_complete", () => {
  it("is not true of a scope that ends before a call inside", () => {
    const telemetry = createTestTelemetry();
    const call = telemetry.session({ id: "s" }, () => telemetry.startLlm({ provider: "openai", model: "gpt-5-mini" }));
    const attributes = session(telemetry)?.attributes;
    expect(attributes).toMatchObject({ "agentscribe.total.cost_complete": false });
    expect(attributes).not.toHaveProperty("agentscribe.total.cost_usd");
    expect(telemetry.events.find(({ name }) => name === "agentscribe.session.end")?.attributes).toMatchObject({
      "agentscribe.total.cost_complete": false,
    });
    call.end();
    telemetry.session({ id: "t" }, () => telemetry.startTool({ name: "open" }));
    expect(telemetry.spans.at(-1)?.attributes["agentscribe.total.cost_complete"]).toBe(true);
  });
});
