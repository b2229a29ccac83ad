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
};

function script(replace: string): string {
  return `
    ${replace}
    const { init } = await import(${JSON.stringify(ENTRY)});
    const telemetry = init({ host: "own" });
    await telemetry.session({}, async () => {
      await telemetry.llm({ provider: "openai", model: "gpt-5" }, async (call) => call.usage({ inputTokens: 1, outputTokens: 1 }));
      telemetry.record("decision", { type: "route", choice: "escalate" });
    });
    await telemetry.flush();
    const { pending, onDisk, dropped } = await telemetry.shutdown();
    console.log(JSON.stringify({ pending, onDisk, dropped, problems: telemetry.health().problems }));
  `;
}

function run(replace: string, endpoint: string): Promise<{ code: number | null; out: string; err: string }> {
  return new Promise((resolve) => {
    const child = spawn(process.execPath, ["--input-type=module", "--eval", script(replace)], {
      cwd: tmpdir(),
      env: { ...childEnv(), OTEL_EXPORTER_OTLP_ENDPOINT: endpoint },
    });
    const text = { out: "", err: "" };
    child.stdout.on("data", (chunk) => (text.out += String(chunk)));
    child.stderr.on("data", (chunk) => (text.err += String(chunk)));
    child.on("close", (code) => resolve({ code, ...text }));
  });
}

describe("an application that has replaced globals", () => {
  test.each(Object.entries(REPLACED))("by %s has all delivered", async (_name, replace) => {
    const receiver = await startReceiver();
    const { code, out, err } = await run(replace, receiver.url);
    expect(err).toBe("");
    expect(code).toBe(0);
    expect(JSON.parse(out)).toEqual({ pending: 0, onDisk: 0, dropped: {}, problems: {} });
    const names = receiver.spans().map(({ name }) => name);
    expect(names.toSorted()).toEqual(["chat gpt-5", "session"]);
    const events = receiver.logs().map(({ eventName }) => eventName);
    expect(events).toContain("agentscribe.decision");
    await receiver.close();
  });
});
