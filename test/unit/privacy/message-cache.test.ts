import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { MessageCache } from "../../../src/privacy/message-cache.ts";

const piece = { bytes: new Uint8Array([1, 2, 3]), size: 3 };
const key = {};

function cached(message: object): MessageCache {
  const cache = new MessageCache();
  const snapshot = cache.snapshot(message);
  if (snapshot !== undefined) cache.set(message, key, snapshot, piece);
  return cache;
}

describe("MessageCache", () => {
  it("gives the same piece again while nothing changed", () => {
    const message = { role: "user", parts: [{ type: "text", content: "hello" }] };
    expect(cached(message).get(message, key)).toBe(piece);
  });

  it("gives nothing under another key", () => {
    const message = { role: "user" };
    expect(cached(message).get(message, {})).toBeUndefined();
  });

  it("never gives a piece of a message whose JSON changed", () => {
    const containers = (value: unknown, found: object[] = []): object[] => {
      if (typeof value !== "object" || value === null) return found;
      found.push(value);
      for (const item of Object.values(value)) containers(item, found);
      return found;
    };
    const change = fc.record({
      at: fc.nat(),
      key: fc.oneof(fc.nat(3).map(String), fc.constantFrom("role", "content", "a", "length")),
      value: fc.oneof(fc.string(), fc.integer(), fc.jsonValue(), fc.constant(undefined)),
      remove: fc.boolean(),
    });
    fc.assert(
      fc.property(
        fc.dictionary(fc.constantFrom("role", "content", "a", "b"), fc.jsonValue({ maxDepth: 4 })),
        fc.array(change, { maxLength: 4 }),
        (message, changes) => {
          const before = JSON.stringify(message);
          const cache = cached(message);
          for (const { at, key: name, value, remove } of changes) {
            const all = containers(message);
            const target = all[at % all.length] as Record<string, unknown>;
            if (Array.isArray(target) && name === "length") target.length = Math.max(0, target.length - 1);
            else if (remove) delete target[name];
            else target[name] = value;
          }
          if (cache.get(message, key) !== undefined) expect(JSON.stringify(message)).toBe(before);
        },
      ),
      { numRuns: 2000 },
    );
  });

  it("notices a getter, a prototype and a Proxy put in place later", () => {
    const withGetter = { role: "user", parts: ["a"] };
    const first = cached(withGetter);
    Object.defineProperty(withGetter, "role", { enumerable: true, get: () => "assistant" });
    expect(first.get(withGetter, key)).toBeUndefined();

    const withPrototype = { role: "user" };
    const second = cached(withPrototype);
    Object.setPrototypeOf(withPrototype, { toJSON: () => "other" });
    expect(second.get(withPrototype, key)).toBeUndefined();

    const withProxy: { parts: object } = { parts: {} };
    const third = cached(withProxy);
    withProxy.parts = new Proxy({}, {});
    expect(third.get(withProxy, key)).toBeUndefined();
  });

  it.each([
    ["a getter", Object.defineProperty({}, "x", { enumerable: true, get: () => 1 })],
    ["a hidden property", Object.defineProperty({}, "x", { value: 1 })],
    ["a Proxy inside", { inside: new Proxy({}, {}) }],
    ["a class instance", { at: new Date() }],
    ["bytes", { data: new Uint8Array(4) }],
    ["a function", { fn: () => 1 }],
    ["a hole", { list: new Array(3) }],
  ])("does not keep a message with %s", (_, message) => {
    expect(cached(message).get(message, key)).toBeUndefined();
  });

  it("starts anew when it holds too much", () => {
    const cache = new MessageCache(100);
    const first = { role: "user" };
    const second = { role: "user" };
    const large = { bytes: new Uint8Array(60), size: 60 };
    for (const message of [first, second]) cache.set(message, key, cache.snapshot(message) ?? [], large);
    expect(cache.get(first, key)).toBeUndefined();
    expect(cache.get(second, key)).toBeDefined();
  });
});
