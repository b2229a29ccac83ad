import { Readable } from "node:stream";

/** Values that a host may hand over by mistake or malice. Each factory makes a fresh one, so that nothing read before helps. */
export const HOSTILE_VALUES: Readonly<Record<string, () => unknown>> = {
  "throwing getters": () => throwingGetters(),
  "a Proxy that throws on every trap": () => new Proxy({}, THROWING_TRAPS),
  "a Proxy of a function that throws on every trap": () => new Proxy(() => {}, THROWING_TRAPS),
  "a revoked Proxy": () => revoked({}),
  "a revoked Proxy of an array": () => revoked([]),
  "a cycle": () => cycle(),
  "a BigInt": () => 12n,
  "a BigInt of a million bits": () => BIG,
  "a Symbol": () => Symbol("hostile"),
  "Symbol keys": () => ({ [Symbol("key")]: 1, [Symbol.toPrimitive]: fail, [Symbol.iterator]: fail }),
  "100k attributes": () => MANY_KEYS,
  "100k inherited attributes": () => Object.create(MANY_KEYS),
  "100k throwing getters": () => MANY_GETTERS,
  "a flat string of 50 MB": () => FLAT,
  "a rope of 50 MB": () => "rope ".repeat(10_000_000),
  "a rope of 50 MB in two-byte characters": () => "\u20ac".repeat(25_000_000),
  "many ropes": () => Array.from({ length: 64 }, () => "rope ".repeat(2_000_000)),
  "an object of 50 MB strings": () => ({ role: "user", content: "rope ".repeat(10_000_000), text: FLAT }),
  "lone surrogates": () => "\ud800\udfff\udc00".repeat(3_000),
  "an emoji at every limit": () => "😀".repeat(70_000),
  NUL: () => "a\u0000b",
  "right to left": () => "\u202Eabc\u2066",
  "an empty string": () => "",
  "own __proto__ and constructor keys": () =>
    JSON.parse('{"__proto__":{"polluted":true},"constructor":{"prototype":{"polluted":true}},"toString":1}'),
  NaN: () => Number.NaN,
  "a negative number": () => -1,
  Infinity: () => Number.POSITIVE_INFINITY,
  "token counts that are none": () => ({ inputTokens: Number.NaN, outputTokens: -1, cacheReadTokens: Infinity }),
  "a huge array": () => HUGE_ARRAY,
  "a sparse array": () => {
    const sparse: unknown[] = [];
    sparse.length = 4_294_967_295;
    return sparse;
  },
  "a private field": () => new Private(),
  "a graph like the DOM": () => domLike(),
  "a function": () => () => fail(),
  "a class": () => Private,
  "an invalid Date": () => new Date(Number.NaN),
  "an Error with a cause loop": () => errorLoop(),
  "a toJSON that throws": () => ({ toJSON: fail, toString: fail, valueOf: fail }),
  "a toJSON without end": () => endlessJson(),
  "20,000 levels": () => NESTED,
  "20,000 levels of arrays": () => NESTED_ARRAYS,
  "typed arrays of 20 MB": () => ({ bytes: BYTES, floats: FLOATS, view: new DataView(BYTES.buffer) }),
  "bytes of 20 MB": () => BYTES,
  "a Map with object keys": () =>
    new Map<unknown, unknown>([
      [{}, { a: 1 }],
      [Symbol("key"), 2],
    ]),
  "a Map of 100k": () => MANY_ENTRIES,
  "a Set of itself": () => {
    const set = new Set<unknown>();
    return set.add(set);
  },
  "an AbortSignal": () => AbortSignal.abort(),
  "a web stream": () => new ReadableStream(),
  "a Node stream": () => new Readable({ read: fail }),
  "the environment": () => process.env,
  "the global object": () => globalThis,
  "a frozen object": () => Object.freeze({ a: Object.freeze({ b: 1 }) }),
  "null prototype": () => Object.assign(Object.create(null), { a: 1 }),
  "a rejected promise": () => {
    const rejected = Promise.reject(new Error("of the host"));
    rejected.catch(() => {});
    return rejected;
  },
  "a thenable that throws": () => Object.defineProperty({}, THEN, { get: fail }),
  "an iterable without end": () => ({
    *[Symbol.iterator]() {
      for (;;) yield 1;
    },
  }),
  "a deep string of JSON": () => DEEP_JSON,
  null: () => null,
  undefined: () => undefined,
};

/** Methods of handles and options that are no plain data must not be called. */
function fail(): never {
  throw new Error("hostile value was run");
}

const THEN: string = "then";
const THROWING_TRAPS: ProxyHandler<object> = new Proxy({}, { get: () => fail });
const BIG = 1n << 1_000_000n;
const FLAT = Buffer.alloc(50_000_000, "flat ").toString("latin1");
const MANY_KEYS = Object.fromEntries(Array.from({ length: 100_000 }, (_, index) => [`key${index}`, index]));
const MANY_GETTERS = Object.defineProperties(
  {},
  Object.fromEntries(Array.from({ length: 100_000 }, (_, i) => [`key${i}`, { get: fail, enumerable: true }])),
);
const MANY_ENTRIES = new Map(Array.from({ length: 100_000 }, (_, index) => [`key${index}`, { index }]));
const HUGE_ARRAY = Array.from({ length: 1_000_000 }, (_, index) => ({ role: "user", content: `message ${index}` }));
const BYTES = new Uint8Array(20_000_000).fill(65);
const FLOATS = new Float64Array(2_500_000);
const NESTED = Array.from({ length: 20_000 }).reduce((inner) => ({ inner }), {});
const NESTED_ARRAYS = Array.from({ length: 20_000 }).reduce((inner) => [inner], []);
const DEEP_JSON = `${"[".repeat(60_000)}${"]".repeat(60_000)}`;

class Private {
  readonly #secret = 1;
  get secret(): number {
    return (Object.create(this) as Private).#secret;
  }
}

function throwingGetters(): object {
  const names = [
    ..."id name type model provider operation input output usage system tools request response attributes parent".split(
      " ",
    ),
    ..."error message stack cause code status startTime endTime reason user tenant email previous traceparent".split(
      " ",
    ),
    ..."role content parts choices candidates headers then toJSON iterator done value length span args callId".split(
      " ",
    ),
    ..."inputTokens outputTokens durationMs kind _meta baggage TRACEPARENT timeoutMillis taskId scope".split(" "),
  ];
  return Object.defineProperties(
    {},
    Object.fromEntries(names.map((name) => [name, { get: fail, enumerable: true, configurable: true }])),
  );
}

function revoked(target: object): object {
  const { proxy, revoke } = Proxy.revocable(target, {});
  revoke();
  return proxy;
}

function cycle(): object {
  const loop: Record<string, unknown> = { role: "user", list: [] };
  loop.self = loop;
  loop.content = [loop, loop];
  return loop;
}

function endlessJson(): object {
  return { toJSON: endlessJson, content: { toJSON: endlessJson } };
}

function errorLoop(): Error {
  const error = new Error("loop");
  Object.defineProperty(error, "cause", { value: error });
  Object.defineProperty(error, "message", { value: { not: "a text" } });
  Object.defineProperty(error, "stack", { get: fail });
  Object.defineProperty(error, "name", { value: Symbol("name") });
  return error;
}

function domLike(): object {
  interface Node {
    readonly children: Node[];
    parentNode?: Node;
    nextSibling?: Node;
    ownerDocument?: Node;
  }
  const make = (depth: number, owner?: Node): Node => {
    const node: Node = { children: [], ...(owner !== undefined && { ownerDocument: owner }) };
    for (let index = 0; depth > 0 && index < 6; index += 1) {
      const child = make(depth - 1, owner ?? node);
      child.parentNode = node;
      const before = node.children.at(-1);
      if (before !== undefined) before.nextSibling = child;
      node.children.push(child);
    }
    return node;
  };
  return make(4);
}
