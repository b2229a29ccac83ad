import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { ConfigError, init } from "../../../src/index.ts";
import type { TelemetryOptions } from "../../../src/sdk/options.ts";
import { validateConfig, validateOptions } from "../../../src/sdk/validate-options.ts";

const refused = (options: unknown): ConfigError => {
  try {
    init(options as TelemetryOptions);
  } catch (error) {
    expect(error).toBeInstanceOf(ConfigError);
    return error as ConfigError;
  }
  throw new Error("init took the options");
};

const long = "x".repeat(1025);
const fn = (): void => {};

/** An option's path, and values that are wrong for it. */
const WRONG: readonly (readonly [path: string, values: readonly unknown[]])[] = [
  ["enabled", ["true", 1, null, {}]],
  ["service", ["name", 1, null, [], fn]],
  ["service.name", ["", 1, null, long, {}]],
  ["service.version", [1, "", false]],
  ["service.environment", [1, "", Symbol("x")]],
  ["service.nam", ["x"]],
  ["resource", ["a=b", [], 1, null]],
  ["debug", ["yes", 1, "ONLY", null]],
  ["capture", ["all", true, 1, [], null]],
  ["capture.prompts", ["yes", 1, null]],
  ["capture.prompt", [true]],
  ["capture.where", ["log", true]],
  ["redact", [true, 1, "emails", null, []]],
  ["redact.pii", [1, "emails", [1], [""]]],
  ["redact.pii[0]", ["emails", "creditcard", "Email"]],
  ["redact.redact", [true, "x"]],
  ["redact.rules", [{}, fn]],
  ["redact.rules[0].pattern", ["abc", 1, null]],
  ["contentLimits", [1, [], null]],
  ["contentLimits.valueBytes", [-1, 1.5, Number.NaN, Number.POSITIVE_INFINITY, "1", 2 ** 40, 1n]],
  ["contentLimits.spanBytes", [-1, "1kb"]],
  ["contentLimits.messageBytes", [null, {}]],
  ["contentSink", [{}, true, "file"]],
  ["exporters", [{}, "otlp", 1, null, fn]],
  ["exporters[0]", ["otlp", null, 1]],
  ["exporters[0].type", ["OTLP", 1, null]],
  ["exporters[0].url", ["localhost:4318", "", 1, "javascript:alert(1)", "ftp://x", "http://", "http://x:70000", null]],
  ["exporters[0].headers", [1, "a=b", { a: 1 }, { "a b": "x" }, { a: "x\r\ny" }, { "a\r\nb": "x" }, null]],
  ["exporters[0].protocol", ["grpc", "HTTP/JSON", 1]],
  ["exporters[0].timeoutMillis", [0, -1, Number.NaN, 1e12, "10s", Number.POSITIVE_INFINITY]],
  ["exporters[0].compression", ["zstd", true]],
  ["exporters[0].tls", ["pem", 1]],
  ["exporters[0].tls.ca", [1, {}]],
  ["exporters[0].signals.traces", ["yes", 1]],
  ["exporters[0].name", ["", 1]],
  ["exporters[0].capture", ["all", 1, false, { prompts: "yes" }]],
  ["exporters[0].unknown", [1]],
  ["signals", [["traces"], "traces", null]],
  ["signals.traces", ["yes", 0, null]],
  ["signals.logs", [true]],
  ["pricing", [true, "free", 1]],
  ["pricing.discount", [2, -1, "10%", Number.NaN]],
  ["semconv", ["1.37", 1.36, true]],
  ["identity", ["user", [], null]],
  ["identity.user", [1, "", true]],
  ["identity.user.id", [1, ""]],
  ["identity.tenant", [1, "", {}]],
  ["identity.installation", ["yes", 1, {}]],
  ["identity.installation.path", ["", 1]],
  ["host", [true, "sentry", 1]],
  ["names", [true, []]],
  ["names.allow", ["x", [1], [""]]],
  ["names.otherwise", ["drop", true]],
  ["names.salt", [1, ""]],
  ["monitors", ["all", 1, [], null, fn]],
  ["monitors.errorRate", ["yes", 1, []]],
  ["monitors.errorRate.deviations", [0, -1, "3", Number.NaN]],
  ["monitors.errorRate.floor", [2, -0.1]],
  ["monitors.costDrift.ratio", [0.5, "1.2"]],
  ["monitors.newDecisions.muteMillis", [-1, "24h"]],
  ["monitors.decisionMix.index", [0, null]],
  ["monitors.tokenEfficiency.leastSessions", [1, "50"]],
  ["monitors.latency.percentile", [0, 100, "p95"]],
  ["monitors.latency.unknown", [1]],
  ["monitors.onAlert", [true, "https://example.com"]],
  ["heartbeat", ["yes", 60_000, null]],
  ["heartbeat.everyMillis", ["1s", 0, 999, Number.NaN]],
  ["heartbeat.stalledAfterMillis", [null, -1, Number.POSITIVE_INFINITY]],
  ["observers", [fn, {}, [1]]],
  ["observers[0].onEnd", [true, "x"]],
  ["unknown", [1, {}]],
];

/** `{ a: [{ b: value }] }` of the path `a[0].b`. */
function at(path: string, value: unknown): Record<string, unknown> {
  const [head = "", ...rest] = path.split(".");
  const inner = rest.length === 0 ? value : at(rest.join("."), value);
  return head.endsWith("[0]") ? { [head.slice(0, -3)]: [inner] } : { [head]: inner };
}

let listeners = 0;
beforeEach(() => {
  listeners = process.listenerCount("beforeExit");
});
afterEach(() => expect(process.listenerCount("beforeExit")).toBe(listeners));

describe("init()", () => {
  describe.each(WRONG)("refuses a wrong %s", (path, values) => {
    it.each(values.map((value) => [value] as const))("%s", (value) => {
      const error = refused(at(path, value));
      expect(error.option.startsWith(path), `${error.option} is of ${path}`).toBe(true);
      expect(error).toMatchObject({
        name: "ConfigError",
        expected: expect.stringMatching(/./),
        got: expect.stringMatching(/./),
      });
      expect(error.message).toBe(`agentscribe: option ${error.option}: expected ${error.expected}, got ${error.got}`);
      expect(error.message.length).toBeLessThan(600);
    });
  });

  it.each([
    [{ redact: { rules: [{ pattern: /abc/ }] } }, "redact.rules[0].name"],
    [{ redact: { rules: [{ name: "order" }] } }, "redact.rules[0].pattern"],
    [{ identity: { tenant: {} } }, "identity.tenant.id"],
    [{ identity: { installation: { path: undefined } } }, "identity.installation.path"],
    [{ budgets: [{ maxCalls: 1 }] }, "budgets[0].name"],
  ])("refuses %j, of which a part is missing", (options, option) => {
    expect(refused(options)).toMatchObject({ option, got: "undefined" });
  });

  it.each([[null], [{}], [[1]], [fn], [1n], [Symbol("x")], [Number.NaN]])(
    "refuses %s for a resource attribute",
    (value) => {
      expect(refused({ resource: { "team.name": value } })).toMatchObject({
        option: 'resource["team.name"]',
        expected: "a text, a finite number or a boolean",
      });
    },
  );

  it("names the kinds of personal data that there are", () => {
    expect(refused({ redact: { pii: ["email", "emails"] } })).toMatchObject({
      option: "redact.pii[1]",
      expected: '"email" or "iban" or "card" or "ssn" or "phone" or "ip"',
    });
  });

  it.each([[null], ["options"], [1], [[]], [() => {}], [Symbol("x")]])("refuses %s for options", (options) => {
    expect(refused(options)).toMatchObject({ option: "options", expected: "an object" });
  });

  it("refuses options that cannot be read, and does so in bounded time", () => {
    const { proxy, revoke } = Proxy.revocable({}, {});
    revoke();
    const trap = new Proxy(
      {},
      {
        ownKeys: () => {
          throw new Error("trap");
        },
        get: () => {
          throw new Error("trap");
        },
      },
    );
    const getter = Object.defineProperty({}, "service", {
      enumerable: true,
      get: () => {
        throw new Error("getter");
      },
    });
    const cycle: Record<string, unknown> = {};
    cycle.service = cycle;
    const many = Object.fromEntries(Array.from({ length: 100_000 }, (_, index) => [`option${index}`, index]));
    const started = performance.now();
    for (const options of [
      proxy,
      trap,
      getter,
      cycle,
      many,
      { service: trap },
      { resource: proxy },
      { exporters: [trap] },
      { capture: proxy },
      { pricing: trap },
    ])
      expect(() => init(options as TelemetryOptions)).toThrow(ConfigError);
    expect(performance.now() - started).toBeLessThan(2_000);
  });

  it("tells no secret in what it says of a wrong value", () => {
    const secret = "sk-proj-0123456789abcdefghij";
    for (const options of [
      { exporters: [{ headers: { authorization: `Bearer ${secret}\r\n` } }] },
      { exporters: [{ url: `https//user:${secret}@host` }] },
      { exporters: [{ type: secret }] },
      { names: { salt: { value: secret } } },
      { debug: secret },
    ])
      expect(refused(options).message).not.toContain(secret);
  });

  it("says nothing of a short key where one can stand, and an address that lacks its scheme", () => {
    const exporter = (options: object): string => refused({ exporters: [options] }).got;
    expect(exporter({ headers: "api-key=hunter2J9" })).toBe("a text of 17 characters");
    expect(exporter({ url: "hunter2J9hunter2J9" })).toBe("a text of 18 characters");
    expect(exporter({ proxy: "ada:hunter2J9" })).toBe("a text of 13 characters");
    expect(exporter({ tls: { key: 470911 } })).toBe("a number");
    expect(refused({ names: { salt: 470911 } }).got).toBe("a number");
    expect(exporter({ url: "localhost:4318" })).toBe('"localhost:4318"');
    expect(exporter({ url: "ftp://localhost" })).toBe('"ftp://localhost"');
    expect(exporter({ compression: "zip" })).toBe('"zip"');
  });

  it("takes every option at once when all are right", () => {
    const options: TelemetryOptions = {
      enabled: true,
      service: { name: "a", version: "1", environment: "test" },
      resource: { team: "x", size: 1, on: true },
      debug: false,
      capture: { prompts: true, where: "span" },
      redact: { pii: true, redact: (text: string) => text, rules: [{ name: "ticket", pattern: /T-\d+/g }] },
      contentLimits: { valueBytes: 1024, messageBytes: 2048, spanBytes: 4096 },
      exporters: [
        { url: "https://[::1]:4318/base/?a=b", headers: { a: "b", "x-empty": "" }, tls: { rejectUnauthorized: true } },
        { type: "console" },
      ],
      signals: { traces: true, metrics: false, events: true },
      pricing: { discount: 0.1 },
      semconv: "1.36",
      identity: { user: { id: "u" }, tenant: "t", installation: false },
      host: "own",
      names: { allow: ["a"], otherwise: "hash", salt: "s" },
      heartbeat: { everyMillis: 30_000, stalledAfterMillis: 120_000 },
      observers: [{ onStart: () => {} }],
    };
    expect(() => validateOptions(options)).not.toThrow();
    expect(() =>
      validateOptions({ service: undefined, exporters: undefined, resource: { a: undefined } }),
    ).not.toThrow();
  });
});

describe("validateConfig()", () => {
  it("says all that is wrong at once, as the errors that init would throw", () => {
    const problems = validateConfig({ exporter: [], spool: "no", detect: { git: 1 }, redact: { pii: ["shoe size"] } });
    expect(problems.map(({ option }) => option)).toEqual(["exporter", "spool", "detect.git", "redact.pii[0]"]);
    expect(problems.every((problem) => problem instanceof ConfigError)).toBe(true);
    expect(() => validateOptions({ spool: "no" })).toThrow(problems[1]?.message);
  });

  it("has nothing to say of what is right, and throws for nothing", () => {
    expect(validateConfig({ service: { name: "shop" }, detect: { git: "/srv/app", ci: false } })).toEqual([]);
    expect(validateConfig(undefined)).toEqual([]);
    expect(validateConfig(null)).toHaveLength(1);
    const throwing = new Proxy(
      {},
      {
        ownKeys: () => {
          throw new Error("no");
        },
      },
    );
    expect(validateConfig(throwing)).toMatchObject([{ option: "options" }]);
  });
});
