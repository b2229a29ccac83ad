import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { join } from "node:path";
import {
  type ContextManager,
  context,
  metrics,
  propagation,
  ROOT_CONTEXT,
  type TextMapPropagator,
  trace,
} from "@opentelemetry/api";
import { afterEach, beforeEach, describe, expect, it, onTestFinished, vi } from "vitest";
import { registerContextManager, registerMeterProvider } from "../../../src/internal/otel-globals.ts";
import { registrantVersion } from "../../../src/internal/registrant-version.ts";
import { giveWay, isOurs } from "../../../src/internal/yielding-globals.ts";

/** As the API itself writes it. */
const API_VERSION = ((): string => {
  metrics.setGlobalMeterProvider(metrics.getMeterProvider());
  const api: unknown = Reflect.get(globalThis, Symbol.for("opentelemetry.js.api.1"));
  return String(Reflect.get(Object(api), "version"));
})();

const KEY = Symbol.for("opentelemetry.js.api.1");
type Globals = Record<symbol, Record<string, unknown> | undefined>;
const globals = globalThis as unknown as Globals;

const propagator = (name: string): TextMapPropagator => ({
  inject: (_context, carrier) => void (carrier as string[]).push(name),
  extract: () => ROOT_CONTEXT,
  fields: () => [],
});
const used = (): string | undefined => {
  const carrier: string[] = [];
  propagation.inject(ROOT_CONTEXT, carrier);
  return carrier[0];
};

/** What versions 1.0 to 1.10 of the API do, but for the version that each asks for. */
function registerGlobal(type: string, instance: object): boolean {
  const api = globals[KEY] ?? { version: "1.9.0" };
  globals[KEY] = api;
  if (api[type]) return false;
  api[type] = instance;
  return true;
}

const forget = (): void => {
  Reflect.deleteProperty(globalThis, KEY);
};
beforeEach(forget);
afterEach(forget);

describe("giveWay()", () => {
  it("leaves what we registered in use until somebody registers something else, who is told of nothing", () => {
    const taken: unknown[] = [];
    expect(propagation.setGlobalPropagator(propagator("ours"))).toBe(true);
    giveWay(["propagation"], (name, by) => taken.push(name, by));
    expect([used(), used(), isOurs("propagation")]).toEqual(["ours", "ours", true]);

    const theirs = propagator("theirs");
    expect(propagation.setGlobalPropagator(theirs)).toBe(true);
    expect([used(), isOurs("propagation")]).toEqual(["theirs", false]);
    expect(taken).toEqual(["propagation", theirs]);
    expect(propagation.setGlobalPropagator(propagator("third"))).toBe(false);
    expect(used()).toBe("theirs");
  });

  it("keeps the other entries", () => {
    metrics.setGlobalMeterProvider(metrics.getMeterProvider());
    propagation.setGlobalPropagator(propagator("ours"));
    giveWay(["metrics", "propagation"]);
    propagation.setGlobalPropagator(propagator("theirs"));
    expect([isOurs("metrics"), isOurs("trace")]).toEqual([true, false]);
    // Registering one place, or failing to, leaves the next look as it was.
    expect(propagation.setGlobalPropagator(propagator("third"))).toBe(false);
    expect(globals[KEY]?.metrics).toBe(metrics.getMeterProvider());
  });

  it("gives way to other versions of the API, and to one that writes the object anew", () => {
    registerGlobal("context", { name: "ours" });
    giveWay(["context"]);
    expect(registerGlobal("context", { name: "theirs" })).toBe(true);
    expect(globals[KEY]?.context).toEqual({ name: "theirs" });

    registerGlobal("trace", { name: "ours" });
    giveWay(["trace"]);
    globals[KEY] = { version: "1.9.0" };
    expect(isOurs("trace")).toBe(false);
    expect(registerGlobal("trace", { name: "theirs" })).toBe(true);
    giveWay(["trace"]);
    expect(isOurs("trace")).toBe(true);
    expect(registerGlobal("trace", { name: "more" })).toBe(true);
  });

  it("goes away with the API's own disable(), and changes nothing that is sealed", () => {
    propagation.setGlobalPropagator(propagator("ours"));
    giveWay(["propagation"]);
    propagation.disable();
    expect([used(), isOurs("propagation")]).toEqual([undefined, false]);

    registerGlobal("context", { active: () => ROOT_CONTEXT });
    Object.freeze(globals[KEY]);
    giveWay(["context"]);
    expect(isOurs("context")).toBe(false);
    expect(context.active()).toBe(ROOT_CONTEXT);
    expect(trace.getActiveSpan()).toBeUndefined();
  });
});

describe("registerMeterProvider()", () => {
  const provider = { getMeter: () => metrics.getMeter("none") };
  const KNOWN = { found: () => API_VERSION, registering: registrantVersion };
  const UNKNOWN = { found: () => undefined, registering: registrantVersion };

  it("makes the API's object as the API of that version would, and gives way", () => {
    const taken: unknown[] = [];
    expect(registerMeterProvider(provider, KNOWN, taken.push.bind(taken))).toBe(true);
    expect([metrics.getMeterProvider(), isOurs("metrics")]).toEqual([provider, true]);
    const theirs = { getMeter: () => provider.getMeter() };
    expect(metrics.setGlobalMeterProvider(theirs)).toBe(true);
    expect([metrics.getMeterProvider(), taken]).toEqual([theirs, [theirs]]);
  });

  it.each(["api ", "(x86) api ("])(
    "lets a copy of the API of another version be the first that registers, in %j",
    (name) => {
      const root = mkdtempSync(join(tmpdir(), `agentscribe ${name}`));
      onTestFinished(() => rmSync(root, { recursive: true }));
      const folder = join(root, "node_modules", "@opentelemetry", "api");
      mkdirSync(folder, { recursive: true });
      writeFileSync(join(folder, "package.json"), JSON.stringify({ version: "1.4.2" }));
      writeFileSync(
        join(folder, "register.cjs"),
        `module.exports = (type, instance) => {
         const key = Symbol.for("opentelemetry.js.api.1");
         const api = (globalThis[key] = globalThis[key] ?? { version: "1.4.2" });
         if (api[type] || api.version !== "1.4.2") return false;
         api[type] = instance;
         return true;
       };`,
      );
      const registerThere = createRequire(import.meta.url)(join(folder, "register.cjs"));
      expect(registerMeterProvider(provider, KNOWN, vi.fn())).toBe(true);
      expect(globals[KEY]?.version).toBe(API_VERSION);
      const theirs = { getTracer: () => trace.getTracer("none") };
      expect(registerThere("trace", theirs)).toBe(true);
      expect(globals[KEY]).toMatchObject({ version: "1.4.2", trace: theirs, metrics: provider });
      // As without ours: the first one decides.
      expect(propagation.setGlobalPropagator(propagator("ours"))).toBe(false);
    },
  );

  it("leaves nothing behind where the version is not known, or the globals are sealed", () => {
    expect(registerMeterProvider(provider, UNKNOWN, vi.fn())).toBe(false);
    expect(Object.getOwnPropertyDescriptor(globalThis, KEY)).toBeUndefined();

    registerGlobal("context", { active: () => ROOT_CONTEXT });
    Object.freeze(globals[KEY]);
    expect(registerMeterProvider(provider, UNKNOWN, vi.fn())).toBe(false);
    expect(globals[KEY]?.metrics).toBeUndefined();
  });
});

describe("registerContextManager()", () => {
  const KNOWN = { found: () => API_VERSION, registering: registrantVersion };
  const active = ROOT_CONTEXT.setValue(Symbol("active"), true);
  const manager = (found = active): ContextManager => ({
    active: () => found,
    with: (_context, fn, thisArg, ...args) => fn.apply(thisArg, args),
    bind: (_context, target) => target,
    enable: manager,
    disable: manager,
  });

  it("is found by the API at once, and gives way to what the application registers", () => {
    registerContextManager(manager(), KNOWN);
    expect([context.active(), isOurs("context")]).toEqual([active, true]);
    const theirs = ROOT_CONTEXT.setValue(Symbol("theirs"), true);
    expect(context.setGlobalContextManager(manager(theirs))).toBe(true);
    expect([context.active(), isOurs("context")]).toEqual([theirs, false]);
  });

  it("leaves the one that is there, and makes no object of the API without a version", () => {
    registerContextManager(manager());
    expect(Object.getOwnPropertyDescriptor(globalThis, KEY)).toBeUndefined();
    expect(context.setGlobalContextManager(manager())).toBe(true);
    registerContextManager(manager(ROOT_CONTEXT), KNOWN);
    expect([context.active(), isOurs("context")]).toEqual([active, false]);
  });

  it("goes with the API's own disable(), after which the application registers its own", () => {
    registerContextManager(manager(), KNOWN);
    context.disable();
    expect(context.active()).toBe(ROOT_CONTEXT);
    expect(context.setGlobalContextManager(manager())).toBe(true);
    expect([context.active(), isOurs("context")]).toEqual([active, false]);
  });
});
