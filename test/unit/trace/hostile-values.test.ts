import type { Exception, Link, SpanStatus, TimeInput } from "@opentelemetry/api";
import { describe, expect, it } from "vitest";
import { fromReadableSpan } from "../../../src/trace/foreign-span.ts";
import type { LightSpan } from "../../../src/trace/light-span.ts";
import { lightTracer } from "./light-tracer.ts";

function thrower(): never {
  throw new Error("from the host");
}

function revoked(target: object): object {
  const { proxy, revoke } = Proxy.revocable(target, {});
  revoke();
  return proxy;
}

const cycle: Record<string, unknown> = {};
cycle.self = cycle;
let deep: unknown = 1;
for (let level = 0; level < 20_000; level++) deep = { deep };

/** What hosts pass by accident or malice. */
const HOSTILE: Readonly<Record<string, unknown>> = {
  bigint: 1n,
  symbol: Symbol("s"),
  function: () => 1,
  cycle,
  deep,
  date: new Date(0),
  map: new Map([[1, 2]]),
  "throwing getter": Object.defineProperty({}, "x", { enumerable: true, get: thrower }),
  "throwing proxy": new Proxy({}, { get: thrower, ownKeys: thrower, getPrototypeOf: thrower, has: thrower }),
  "revoked proxy": revoked({}),
  "revoked array": revoked([]),
  "throwing toJSON": { toJSON: thrower },
  "huge array": new Array(1e9),
  "many keys": Object.fromEntries(Array.from({ length: 20_000 }, (_, index) => [`k${index}`, index])),
  "huge string": "x".repeat(50_000_000),
  buffer: Buffer.alloc(4_000_000),
  "lone surrogate": "\ud800",
  nothing: undefined,
  null: null,
  nan: Number.NaN,
  "class instance": new (class Secret {
    #x = 1;
    get x(): number {
      return this.#x;
    }
  })(),
};

const CALLS: Readonly<Record<string, (span: LightSpan, value: unknown) => void>> = {
  "setAttribute value": (span, value) => span.setAttribute("key", value),
  "setAttribute key": (span, value) => span.setAttribute(value as string, 1),
  setAttributes: (span, value) => span.setAttributes(value as Record<string, unknown>),
  "setAttributes inside": (span, value) => span.setAttributes({ value }),
  setContent: (span, value) => span.setContent("prompts", "key", value),
  "addEvent name": (span, value) => span.addEvent(value as string),
  "addEvent attributes": (span, value) => span.addEvent("e", value as Record<string, unknown>),
  "addEvent time": (span, value) => span.addEvent("e", {}, value as TimeInput),
  addLink: (span, value) => span.addLink(value as Link),
  "addLink context": (span, value) => span.addLink({ context: value } as Link),
  addLinks: (span, value) => span.addLinks(value as Link[]),
  setStatus: (span, value) => span.setStatus(value as SpanStatus),
  setStatusContent: (span, value) => span.setStatusContent(value as string),
  updateName: (span, value) => span.updateName(value as string),
  recordException: (span, value) => span.recordException(value as Exception),
  end: (span, value) => span.end(value as TimeInput),
};

describe("LightSpan with hostile values", () => {
  for (const [method, call] of Object.entries(CALLS)) {
    it(`${method} never throws and the span still ends`, () => {
      for (const [name, value] of Object.entries(HOSTILE)) {
        const { tracer, ended } = lightTracer();
        const span = tracer.startSpan("x");
        expect(() => call(span, value), name).not.toThrow();
        span.end();
        expect(ended, name).toHaveLength(1);
      }
    });
  }

  it("startSpan() never throws", () => {
    for (const [name, value] of Object.entries(HOSTILE)) {
      const { tracer, ended } = lightTracer();
      const options = { attributes: value, links: value, startTime: value, kind: value } as never;
      expect(() => tracer.startSpan(value as string, options).end(), name).not.toThrow();
      expect(ended, name).toHaveLength(1);
    }
  });

  it("counts what it cannot carry", () => {
    const { tracer, ended } = lightTracer();
    tracer.startSpan("x").setAttributes({ ok: 1, big: 1n, cycle, deep, date: new Date() }).end();
    expect(ended[0]).toMatchObject({ attributes: { ok: 1 }, droppedAttributesCount: 4 });
  });

  it("keeps a key named __proto__ as a key", () => {
    const { tracer, ended } = lightTracer();
    tracer.startSpan("x").setAttributes(JSON.parse('{"__proto__":{"polluted":true}}')).end();
    expect(Object.keys(ended[0]?.attributes ?? {})).toEqual(["__proto__"]);
    expect(Object.hasOwn(Object.prototype, "polluted")).toBe(false);
  });
});

describe("fromReadableSpan()", () => {
  const whole = {
    name: "x",
    kind: 2,
    spanContext: () => ({ traceId: "a".repeat(32), spanId: "b".repeat(16), traceFlags: 1 }),
    startTime: [1, 0],
    endTime: [2, 0],
    attributes: {},
    events: [],
    links: [],
    status: { code: 0 },
    instrumentationLibrary: { name: "old", version: "1" },
  };

  it("reads the scope and parent of SDK 1.x", () => {
    expect(fromReadableSpan({ ...whole, parentSpanId: "c".repeat(16) })).toMatchObject({
      scope: { name: "old", version: "1" },
      parentSpanId: "c".repeat(16),
      startTimeMillis: 1000,
      endTimeMillis: 2000,
    });
  });

  it("keeps the texts of errors as content", () => {
    const attributes = { "exception.type": "Error", "exception.message": "for Ada", "exception.stacktrace": "at x" };
    const record = fromReadableSpan({
      ...whole,
      status: { code: 2, message: "for Ada" },
      events: [{ name: "exception", time: [1, 0], attributes }],
    });
    expect(record?.status).toEqual({ code: 2, contentMessage: "for Ada" });
    expect(record?.events[0]?.attributes).toEqual({ "exception.type": "Error" });
    expect(record?.events[0]?.content?.every(({ kind }) => kind === "errorText")).toBe(true);
  });

  it("survives any value in any place", () => {
    for (const value of Object.values(HOSTILE)) {
      expect(() => fromReadableSpan(value)).not.toThrow();
      for (const key of Object.keys(whole)) expect(() => fromReadableSpan({ ...whole, [key]: value })).not.toThrow();
    }
  });

  it("is undefined for what is no span", () => {
    expect(fromReadableSpan({ ...whole, spanContext: () => ({ traceId: "x" }) })).toBeUndefined();
    expect(fromReadableSpan(null)).toBeUndefined();
  });
});
