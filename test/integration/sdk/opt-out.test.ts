import { describe, expect, it } from "vitest";
import { runScript } from "./run-script.ts";

interface Observed {
  readonly events: readonly string[];
  readonly same: readonly boolean[];
  readonly line: string;
  readonly health: { readonly enabled: boolean; readonly mode: string };
  readonly report: object;
}

/**
 * Watches everything that telemetry could do: sockets, files, timers, ids, listeners, loaded modules. What Node itself does while it reads
 * the module graph is over when the watch begins.
 */
const WATCH = `
import { syncBuiltinESMExports, registerHooks } from "node:module";
import crypto from "node:crypto";
import fs from "node:fs";
import net from "node:net";
import dns from "node:dns";
import asyncHooks from "node:async_hooks";
const events = [];
const watch = (target, name) => {
  const original = target[name];
  target[name] = function (...args) { events.push(name + " " + (typeof args[0] === "string" ? args[0] : "")); return original.apply(this, args); };
};
registerHooks({ resolve(name, context, next) { events.push("import " + name); return next(name, context); } });
const { init, fromContext, showFirstRunNotice, estimateCost } = await import("./src/index.ts");
const loaded = events.filter((event) => /@opentelemetry\\/(?!semantic-conventions)|p-queue|genai-prices|price-table\\.cjs|node:(net|http|https|tls|dns)/.test(event));
events.length = 0;
events.push(...loaded);
const builtins = process.getBuiltinModule;
process.getBuiltinModule = (name) => { events.push("builtin " + name); return builtins.call(process, name); };
for (const name of ["connect", "write"]) watch(net.Socket.prototype, name);
for (const name of ["lookup", "resolve"]) watch(dns, name);
for (const name of ["open", "openSync", "writeFile", "writeFileSync", "appendFileSync", "mkdirSync", "mkdir", "createWriteStream"]) watch(fs, name);
for (const name of ["randomUUID", "getRandomValues"]) watch(globalThis.crypto, name);
for (const name of ["randomBytes", "randomUUID", "randomFillSync", "webcrypto"]) if (typeof crypto[name] === "function") watch(crypto, name);
for (const name of ["setTimeout", "setInterval", "setImmediate", "fetch"]) watch(globalThis, name);
watch(process, "on");
watch(process, "once");
syncBuiltinESMExports();
asyncHooks.createHook({ init(id, type) { if (!/^(PROMISE|TickObject|Microtask)/.test(type)) events.push("resource " + type); } }).enable();
`;

const USE = `
const wrapped = { any: "object" };
const promise = Promise.resolve(1);
const same = [];
const failure = new Error("mine");
same.push(telemetry.session({ id: "s" }, () => wrapped) === wrapped);
same.push(telemetry.agent({ name: "a" }, () => promise) === promise);
same.push((await telemetry.llm({ provider: "openai", model: "m" }, async (call) => { call.usage({ inputTokens: 1 }); call.response({}); return 7; })) === 7);
try { telemetry.tool({ name: "t" }, () => { throw failure; }); same.push(false); } catch (error) { same.push(error === failure); }
await telemetry.tool({ name: "t" }, async () => { throw failure; }).catch((error) => same.push(error === failure));
same.push(telemetry.bind(wrapped) === wrapped);
const headers = {};
same.push(telemetry.injectHeaders(headers) === headers && Object.keys(headers).length === 0);
telemetry.startTask({ id: "t" }).end();
telemetry.record("decision", { type: "route", choice: "x" });
telemetry.recordLlm({ provider: "openai", model: "gpt-4o", usage: { inputTokens: 1 }, durationMs: 1 });
telemetry.recordTool({ name: "t", durationMs: 1 });
telemetry.setContext({ a: 1 });
telemetry.snapshot();
telemetry.enable();
same.push(showFirstRunNotice(telemetry, { markerPath: "/nowhere/at/all" }) === false);
same.push(fromContext() === telemetry);
await telemetry.flush();
const report = await telemetry.shutdown();
await telemetry[Symbol.asyncDispose]();
const seen = [...events];
console.log(JSON.stringify({ events: seen, same, line: telemetry.describe(), health: telemetry.health(), report }));`;

const observe = async (options: string, env: Record<string, string>): Promise<Observed> => {
  const { code, stderr, answer } = await runScript(`${WATCH}const telemetry = init(${options});${USE}`, { env });
  expect({ code, stderr }).toEqual({ code: 0, stderr: "" });
  return answer<Observed>();
};

describe("an opted-out process", () => {
  const SAID = [
    "false",
    "FALSE",
    "0",
    "no",
    "No",
    "off",
    "OFF",
    " off ",
    "false\t",
    "n",
    "disabled",
    '"false"',
    "'Off'",
  ];
  it.each([
    ...SAID.map((value) => [{ TELEMETRY_ENABLED: value }, "{}"] as const),
    [{ DO_NOT_TRACK: "1" }, "{}"] as const,
    [{ DO_NOT_TRACK: '"y"' }, "{}"] as const,
    [{ DO_NOT_TRACK: " TRUE " }, "{ enabled: true }"] as const,
    [{ OTEL_SDK_DISABLED: "true" }, "{}"] as const,
    [{ OTEL_SDK_DISABLED: "True " }, "{ debug: true, identity: { installation: true } }"] as const,
    [{}, "{ enabled: false }"] as const,
    [{ TELEMETRY_ENABLED: "true" }, "{ enabled: false, exporters: [{ url: 'http://127.0.0.1:1' }] }"] as const,
  ])("opens, writes, starts, makes and loads nothing: %j, init(%s)", async (env, options) => {
    const observed = await observe(options, { AGENTSCRIBE_DEBUG: "1", ...env });
    expect(observed.events).toEqual([]);
    expect(observed.same).toEqual(Array(9).fill(true));
    expect(observed.line).toMatch(/^agentscribe: off \(.+\); nothing is recorded$/);
    expect(observed.health).toMatchObject({ enabled: false, mode: "off" });
    expect(observed.report).toEqual({ delivered: 0, onDisk: 0, pending: 0, dropped: {} });
  });

  it("is one that was told so: other values leave telemetry on", async () => {
    const script = `import { init } from "./src/index.ts";
      const telemetry = init({ exporters: [] });
      console.log(JSON.stringify(telemetry.enabled));`;
    for (const env of [{}, { TELEMETRY_ENABLED: "" }, { DO_NOT_TRACK: "0" }, { OTEL_SDK_DISABLED: "false" }]) {
      const { answer } = await runScript(script, { env: env as Record<string, string> });
      expect(answer(), JSON.stringify(env)).toBe(true);
    }
  });

  it.each([
    { TELEMETRY_ENABLED: "flase" },
    { DO_NOT_TRACK: "please" },
    { OTEL_SDK_DISABLED: "1" },
    { OTEL_SDK_DISABLED: "yes" },
  ])("is none by a word that nobody knows, which is said: %j", async (env) => {
    const { stderr, answer } = await runScript(
      `import { init } from "./src/index.ts";
      console.log(JSON.stringify([init({ exporters: [] }), init({ exporters: [] })].map(({ enabled }) => enabled)));`,
      { env: env as unknown as Record<string, string> },
    );
    expect(answer()).toEqual([true, true]);
    const [[name, word] = []] = Object.entries(env);
    expect(stderr).toContain(`agentscribe: ${name}=${word} turns nothing off, so telemetry is on\n`);
  });

  it("is watched by a test that sees what telemetry does when it is on", async () => {
    const { answer } = await runScript(`${WATCH}const telemetry = init({ exporters: [{ url: "http://127.0.0.1:1" }] });
      telemetry.startTool({ name: "t" }).end();
      await telemetry.shutdown({ timeoutMillis: 3000 });
      const seen = [...events];
      console.log(JSON.stringify({ events: seen }));`);
    const { events } = answer<{ events: string[] }>();
    for (const kind of [
      /^connect/,
      /^resource (Timeout|Immediate)/,
      /^(randomUUID|getRandomValues|randomFillSync)/,
      /^on beforeExit/,
    ])
      expect(
        events.some((event) => kind.test(event)),
        String(kind),
      ).toBe(true);
    expect(events.some((event) => event.includes("@opentelemetry/sdk-trace"))).toBe(true);
  });
});
