/** Values that break code which trusts its input. Each is made fresh. */
export function hostileValues(): Readonly<Record<string, unknown>> {
  const cycle: Record<string, unknown> = { name: "cycle" };
  cycle.self = cycle;
  const revoked = Proxy.revocable({}, {});
  revoked.revoke();
  const revokedArray = Proxy.revocable([], {});
  revokedArray.revoke();
  const throwing = (): never => {
    throw new Error("trap");
  };
  let deep: unknown = "end";
  for (let i = 0; i < 20_000; i += 1) deep = { deep };
  const sparse: unknown[] = [];
  sparse[4_000_000_000] = 1;
  const error = new Error("outer");
  error.cause = error;
  Object.defineProperty(error, "message", { value: { not: "text" } });
  return {
    cycle,
    revoked: revoked.proxy,
    revokedArray: revokedArray.proxy,
    throwingProxy: new Proxy({}, { get: throwing, ownKeys: throwing, getPrototypeOf: throwing, has: throwing }),
    throwingGetter: Object.defineProperty({ ok: 1 }, "bad", { enumerable: true, get: throwing }),
    arrayGetter: Object.defineProperty([1, 2], "0", { enumerable: true, get: throwing }),
    throwingToJson: { ok: 1, toJSON: throwing },
    endlessToJson: {
      toJSON: () => {
        for (;;);
      },
    },
    bigint: 10n ** 30n,
    hugeBigint: 1n << 4_000_000n,
    symbol: Symbol("s"),
    symbolKey: { [Symbol("k")]: 1 },
    fn: () => 1,
    nan: Number.NaN,
    infinity: Number.POSITIVE_INFINITY,
    deep,
    sparse,
    manyKeys: Object.fromEntries(Array.from({ length: 30_000 }, (_, i) => [`k${i}`, i])),
    manyItems: new Array(200_000).fill("x"),
    bigString: "x".repeat(50_000_000),
    bigWideString: "\u{1f600}".repeat(5_000_000),
    loneSurrogates: "\ud800".repeat(100_000),
    nul: "\u0000".repeat(100_000),
    proto: JSON.parse('{"__proto__": {"polluted": true}, "constructor": {"prototype": 1}}'),
    buffer: Buffer.alloc(4_000_000, 1),
    dataView: new DataView(new ArrayBuffer(8)),
    arrayBuffer: new ArrayBuffer(16),
    map: new Map<unknown, unknown>([
      ["a", 1],
      [{}, 2],
    ]),
    set: new Set(["a", 1]),
    fakeMap: Object.create(Map.prototype),
    date: new Date(0),
    badDate: new Date(Number.NaN),
    error,
    promise: Promise.resolve(1),
    stream: new ReadableStream(),
    weak: new WeakMap(),
    regexp: /x/,
    boxed: Object("text"),
    url: new URL("https://example.com/"),
    abort: new AbortController().signal,
    env: process.env,
    global: globalThis,
    frozen: Object.freeze({ a: Object.freeze([1]) }),
    nullPrototype: Object.create(null),
  };
}
