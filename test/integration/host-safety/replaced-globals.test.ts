import { spawn } from "node:child_process";
import { tmpdir } from "node:os";
import { describe, expect, test } from "vitest";
import { startReceiver } from "../../../examples/support/otlp-receiver.ts";
import { childEnv } from "../../support/child-env.ts";

const ENTRY = new URL("../../../src/index.ts", import.meta.url).href;

/** What an application, or what runs its tests, has done to the globals before it loads the package. */
const REPLACED = {
  "a Promise of its own, without the newest methods": `
    globalThis.Promise = class extends Promise {
      static withResolvers = undefined;
      static try = undefined;
    };
  `,
  "timers that give numbers, as those of jsdom do": `
    const { setTimeout, setInterval } = globalThis;
    globalThis.setTimeout = (...given) => Number(setTimeout(...given));
    globalThis.setInterval = (...given) => Number(setInterval(...given));
    delete globalThis.setImmediate;
  `,
  "fewer of them, as jest has beside jsdom": `
    for (const name of ["TextDecoder", "TextEncoder", "ReadableStream", "Response", "fetch", "setImmediate", "structuredClone"]) {
      delete globalThis[name];
    }
  `,
  "events that are those of a document": `
    globalThis.EventTarget = class EventTarget {
      dispatchEvent(event) {
        if (!(event instanceof Event)) throw new TypeError("parameter 1 is not of type 'Event'");
        return true;
      }
      addEventListener() {}
      removeEventListener() {}
    };
    globalThis.Event = class Event {};
    globalThis.CustomEvent = class CustomEvent extends Event {};
  `,
  "a Promise that is none of the runtime's, as zone.js has it": `
    const { then } = Promise.prototype;
    const Runtime = Promise;
    globalThis.Promise = class {
      #inner;
      constructor(run) {
        this.#inner = new Runtime(run);
      }
      then(...handlers) {
        const next = then.apply(this.#inner, handlers);
        return new Promise((...settle) => void then.apply(next, settle));
      }
      catch(handler) {
        return this.then(undefined, handler);
      }
      finally(handler) {
        return this.then((value) => (handler(), value), (error) => { handler(); throw error; });
      }
      static resolve(value) {
        return new Promise((resolve) => resolve(value));
      }
    };
    for (const name of ["reject", "all", "allSettled", "any", "race"]) {
      Promise[name] = (given) => new Promise((...settle) => void then.apply(Runtime[name](given), settle));
    }
    Runtime.prototype.then = function (...handlers) {
      return new Promise((...settle) => void then.apply(this, settle)).then(...handlers);
    };
  `,
};

/** What it may do so later. */
const REPLACED_LATER = {
  "what promises follow each other by": `
    const { then } = Promise.prototype;
    Promise.prototype.then = function (...handlers) { return then.apply(this, handlers); };
  `,
  "all of Promise": REPLACED["a Promise that is none of the runtime's, as zone.js has it"],
};

function script(replace: string, later = ""): string {
  return `
    ${replace}
    const { init } = await import(${JSON.stringify(ENTRY)});
    const telemetry = init({ host: "own", capture: "full" });
    await telemetry.flush();
    ${later}
    class Lazy extends Promise {
      async parse() {
        return { id: "r-1", object: "chat.completion", usage: { prompt_tokens: 1, completion_tokens: 1 } };
      }
      then(...handlers) {
        return this.parse().then(...handlers);
      }
      async withResponse() {
        return { data: await this.parse(), response: { status: 200 } };
      }
    }
    await telemetry.session({}, async () => {
      await telemetry.llm({ provider: "openai", model: "gpt-5" }, async (call) => call.usage({ inputTokens: 1, outputTokens: 1 }));
      await telemetry.llm({ provider: "openai", model: "gpt-5" }, (call) => new Lazy(() => {})).withResponse();
      telemetry.recordTool({ name: "search", arguments: { q: "é" }, durationMs: 1 });
      telemetry.record("decision", { type: "route", choice: "escalate" });
    });
    await telemetry.flush();
    const { pending, onDisk, dropped } = await telemetry.shutdown();
    console.log(JSON.stringify({ pending, onDisk, dropped, problems: telemetry.health().problems }));
  `;
}

function run(code: string, endpoint: string): Promise<{ code: number | null; out: string; err: string }> {
  return new Promise((resolve) => {
    const child = spawn(process.execPath, ["--input-type=module", "--eval", code], {
      cwd: tmpdir(),
      env: { ...childEnv(), OTEL_EXPORTER_OTLP_ENDPOINT: endpoint },
    });
    const text = { out: "", err: "" };
    child.stdout.on("data", (chunk) => (text.out += String(chunk)));
    child.stderr.on("data", (chunk) => (text.err += String(chunk)));
    child.on("close", (code) => resolve({ code, ...text }));
  });
}

const CASES = [
  ...Object.entries(REPLACED).map(([name, code]) => [`by ${name}`, script(code)] as const),
  ...Object.entries(REPLACED_LATER).map(([name, code]) => [`later, ${name},`, script("", code)] as const),
];

describe("an application that has replaced globals", () => {
  test.each(CASES)("%s has all delivered", async (_name, program) => {
    const receiver = await startReceiver();
    const { code, out, err } = await run(program, receiver.url);
    expect(err).toBe("");
    expect(code).toBe(0);
    expect(JSON.parse(out)).toEqual({ pending: 0, onDisk: 0, dropped: {}, problems: {} });
    const names = receiver.spans().map(({ name }) => name);
    expect(names.toSorted()).toEqual(["chat gpt-5", "chat gpt-5", "execute_tool search", "session"]);
    const tool = receiver.spans().find(({ name }) => name === "execute_tool search");
    expect(tool?.attributes["gen_ai.tool.call.arguments"]).toBe('{"q":"é"}');
    expect(receiver.spans().filter(({ attributes }) => "agentscribe.unfinished" in attributes)).toEqual([]);
    const events = receiver.logs().map(({ eventName }) => eventName);
    expect(events).toContain("agentscribe.decision");
    await receiver.close();
  });

  test("by a Promise of its own is told of rejections that nobody handles", async () => {
    const receiver = await startReceiver();
    const program = `
      globalThis.Promise = class extends Promise {};
      process.on("unhandledRejection", (error) => console.log(error.message));
      const { init } = await import(${JSON.stringify(ENTRY)});
      const telemetry = init({ host: "own" });
      void telemetry.tool({ name: "search" }, async () => { throw new Error("no such index"); });
      await telemetry.shutdown();
    `;
    expect(await run(program, receiver.url)).toEqual({ code: 0, out: "no such index\n", err: "" });
    await receiver.close();
  });

  test("by what it gave to all objects has nothing of that recorded", async () => {
    const receiver = await startReceiver();
    // Node cannot read TypeScript with these, so they come when all is loaded.
    const given = `
      Object.prototype.given = function () {};
      Object.prototype.token = "given to all";
      Object.defineProperty(Object.prototype, "broken", { enumerable: true, get: () => { throw new Error("broken"); } });
    `;
    const { out, err } = await run(script("", given), receiver.url);
    expect(err).toBe("");
    expect(JSON.parse(out)).toEqual({ pending: 0, onDisk: 0, dropped: {}, problems: {} });
    const events = receiver.logs().map(({ eventName }) => eventName);
    expect(events).toContain("agentscribe.decision");
    const keys = [...receiver.spans(), ...receiver.logs()].flatMap(({ attributes }) => Object.keys(attributes));
    expect(keys).toContain("agentscribe.cost.usd");
    expect(keys.filter((key) => !key.includes(".") || key.endsWith(".token"))).toEqual([]);
    expect(receiver.requests.some(({ body }) => Buffer.from(body).includes("given to all"))).toBe(false);
    await receiver.close();
  });
});
