import { EventEmitter } from "node:events";
import { ROOT_CONTEXT as API_ROOT } from "@opentelemetry/api";
import { describe, expect, it } from "vitest";
import { ROOT_CONTEXT } from "../../../src/trace/context.ts";
import { createContextManager } from "../../../src/trace/context-manager.ts";

const KEY = Symbol("key");
const inside = ROOT_CONTEXT.setValue(KEY, "inside");

describe("ROOT_CONTEXT", () => {
  it("behaves as the context of the API: each change makes another context", () => {
    const other = Symbol("other");
    for (const root of [API_ROOT, ROOT_CONTEXT]) {
      const one = root.setValue(KEY, 1).setValue(other, undefined);
      const two = one.setValue(KEY, 2);
      expect([root.getValue(KEY), one.getValue(KEY), two.getValue(KEY)]).toEqual([undefined, 1, 2]);
      expect([two.deleteValue(KEY).getValue(KEY), two.getValue(KEY)]).toEqual([undefined, 2]);
    }
  });
});

describe("createContextManager()", () => {
  it(".with() passes receiver, arguments, result and errors through", () => {
    const manager = createContextManager();
    const receiver = { name: "receiver" };
    function call(this: unknown, ...args: number[]): unknown[] {
      return [this, manager.active(), ...args];
    }
    expect(manager.with(inside, call, receiver, 1, 2)).toEqual([receiver, inside, 1, 2]);
    const error = new Error("host");
    expect(() =>
      manager.with(inside, () => {
        throw error;
      }),
    ).toThrow(error);
    expect(manager.active()).toBe(ROOT_CONTEXT);
  });

  it(".with() keeps the context across awaits", async () => {
    const manager = createContextManager();
    const seen = await manager.with(inside, async () => {
      await Promise.resolve();
      return manager.active();
    });
    expect(seen).toBe(inside);
  });

  it(".bind() runs a function in its context with its own receiver and length", () => {
    const manager = createContextManager();
    const bound = manager.bind(inside, function (this: unknown, _one: number, _two: number) {
      return [this, manager.active()];
    });
    expect(bound).toHaveLength(2);
    const receiver = { bound };
    expect(receiver.bound(1, 2)).toEqual([receiver, inside]);
    expect(manager.bind(inside, 7)).toBe(7);
  });

  it(".bind() runs listeners of an emitter in the context and lets them be removed", () => {
    const manager = createContextManager();
    const emitter = manager.bind(inside, new EventEmitter());
    const seen: unknown[] = [];
    const listener = (): void => {
      seen.push(manager.active().getValue(KEY));
    };
    emitter.on("event", listener);
    emitter.once("event", listener);
    emitter.emit("event");
    emitter.emit("event");
    expect(seen).toEqual(["inside", "inside", "inside"]);
    emitter.off("event", listener);
    expect(emitter.listenerCount("event")).toBe(0);
    expect(manager.bind(inside, emitter)).toBe(emitter);
  });

  it(".bind() gives a function's own properties to the bound one", () => {
    const manager = createContextManager();
    const target = Object.assign(
      function retrying(): number {
        return 1;
      },
      { retries: 3 },
    );
    const bound = manager.bind(inside, target);
    expect([bound.retries, bound.name, bound()]).toEqual([3, "retrying", 1]);
    const hostile = new Proxy(target, {
      ownKeys() {
        throw new Error("host");
      },
    });
    expect(manager.bind(inside, hostile)()).toBe(1);
  });

  it(".bind() leaves what an emitter says of its listeners as it was", () => {
    const manager = createContextManager();
    const said = (emitter: EventEmitter): unknown => {
      const added: unknown[] = [];
      const first = (): void => {};
      const second = (): void => {};
      const third = (): void => {};
      emitter.on("newListener", (_event, listener) => added.push(listener));
      emitter.on("x", first).once("x", second).prependOnceListener("x", third).prependListener("x", first);
      const before = emitter.listeners("x").map((one) => [first, second, third].indexOf(one as () => void));
      const counts = [first, second, third].map((one) => emitter.listenerCount("x", one));
      const addedAs = added.map((one) => [first, second, third].indexOf(one as () => void));
      emitter.off("x", second).removeListener("x", first);
      const left = emitter.listeners("x").map((one) => [first, second, third].indexOf(one as () => void));
      emitter.emit("x");
      return { before, counts, addedAs, left, atEnd: emitter.listenerCount("x") };
    };
    expect(said(manager.bind(inside, new EventEmitter()))).toEqual(said(new EventEmitter()));
  });

  it(".bind() of an emitter again holds for listeners that are added from there on", () => {
    const manager = createContextManager();
    const emitter = new EventEmitter();
    const seen: unknown[] = [];
    const listener = (): void => void seen.push(manager.active().getValue(KEY));
    manager.bind(inside, emitter).on("event", listener);
    manager.bind(ROOT_CONTEXT.setValue(KEY, "later"), emitter).on("event", listener).once("event", listener);
    emitter.emit("event");
    expect(seen).toEqual(["inside", "later", "later"]);
    emitter.off("event", listener).off("event", listener);
    expect(emitter.listenerCount("event")).toBe(0);
  });

  it(".bind() binds listeners that are added while another is", () => {
    const manager = createContextManager();
    const emitter = manager.bind(inside, new EventEmitter());
    const seen: unknown[] = [];
    emitter.once("newListener", () => emitter.on("event", () => seen.push(manager.active().getValue(KEY))));
    emitter.on("event", () => {});
    emitter.emit("event");
    expect(seen).toEqual(["inside"]);
  });

  it(".attach() makes a context active until it is disposed", () => {
    const manager = createContextManager();
    const token = manager.attach?.(inside);
    expect(manager.active()).toBe(inside);
    token?.dispose();
    expect(manager.active()).toBe(ROOT_CONTEXT);
  });

  it(".disable() ends with the root context", () => {
    const manager = createContextManager();
    manager.with(inside, () => {
      manager.disable();
      expect(manager.active()).toBe(ROOT_CONTEXT);
    });
  });
});
