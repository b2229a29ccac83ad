import { validateExporters } from "../export/destinations/validate-exporters.ts";
import { validatePricing } from "../pricing/validate-pricing.ts";
import { PII_KINDS } from "../privacy/pii.ts";
import { validateCapture } from "../privacy/validate-capture.ts";
import { ConfigError } from "./config-error.ts";
import type { TelemetryOptions } from "./options.ts";

interface Problem {
  readonly option: string;
  readonly expected: string;
  readonly got: string;
}

type Check = (path: string, value: unknown) => readonly Problem[];

/**
 * Refuses options that are wrong, all of them before anything starts.
 *
 * @throws ConfigError for the first problem found, an option that does not exist included
 */
export function validateOptions(options: unknown): asserts options is TelemetryOptions {
  const [problem] = problemsOf(options);
  if (problem !== undefined) throw new ConfigError(problem);
}

/**
 * All that is wrong with options of `init`, which throws the first of these: for an application whose configuration comes from elsewhere, and that would rather say
 * everything at once, or start without telemetry. Nothing is started, and it never throws.
 *
 * @returns errors as `init` would throw them, each with the path of its option; none when the options are right
 */
export function validateConfig(options: unknown): readonly ConfigError[] {
  return problemsOf(options).map((problem) => new ConfigError(problem));
}

function problemsOf(options: unknown): readonly Problem[] {
  try {
    return fields(CHECKS)("options", options).map((problem) => ({
      ...problem,
      option: problem.option.replace(/^options\./, ""),
    }));
  } catch {
    // A getter or a Proxy of the caller threw.
    return [{ option: "options", expected: "options that can be read", got: "an object that throws" }];
  }
}

const LABEL_LIMIT = 1024;

const boolean: Check = (path, value) => (typeof value === "boolean" ? [] : wrong(path, "true or false", value));
const text: Check = (path, value) =>
  typeof value === "string" && value !== "" && value.length <= LABEL_LIMIT
    ? []
    : wrong(path, "a text of 1 to 1,024 characters", value);
const call: Check = (path, value) => (typeof value === "function" ? [] : wrong(path, "a function", value));
const bytes: Check = (path, value) =>
  typeof value === "number" && Number.isInteger(value) && value >= 0 && value <= 64 * 1024 * 1024
    ? []
    : wrong(path, "a whole number of bytes from 0 to 67,108,864", value);
const oneOf =
  (...allowed: readonly unknown[]): Check =>
  (path, value) =>
    allowed.includes(value) ? [] : wrong(path, allowed.map((one) => JSON.stringify(one)).join(" or "), value);
const anyOf =
  (...checks: readonly Check[]): Check =>
  (path, value) => {
    const found = checks.map((check) => check(path, value));
    if (found.some((problems) => problems.length === 0)) return [];
    return found.find((problems) => problems.some((problem) => problem.option !== path)) ?? merged(path, found, value);
  };
const list =
  (check: Check): Check =>
  (path, value) =>
    Array.isArray(value)
      ? value.flatMap((one, index) => check(`${path}[${index}]`, one))
      : wrong(path, "a list", value);
const fields =
  (checks: Readonly<Record<string, Check>>): Check =>
  (path, value) => {
    if (typeof value !== "object" || value === null || Array.isArray(value)) return wrong(path, "an object", value);
    return Object.entries(value).flatMap(([key, one]) => {
      if (one === undefined) return [];
      const check = Object.hasOwn(checks, key) ? checks[key] : undefined;
      const known = Object.keys(checks).join(", ");
      return check === undefined
        ? wrong(`${path}.${key}`, `one of ${known}`, key, "an option that does not exist")
        : check(`${path}.${key}`, one);
    });
  };
/** An object of these fields, of which some have to be there. */
const complete = (needed: Readonly<Record<string, Check>>, others: Readonly<Record<string, Check>> = {}): Check => {
  const known = fields({ ...needed, ...others });
  return (path, value) => {
    const problems = known(path, value);
    if (problems.length > 0) return problems;
    const given = value as Readonly<Record<string, unknown>>;
    return Object.entries(needed).flatMap(([key, check]) =>
      given[key] === undefined ? check(`${path}.${key}`, undefined) : [],
    );
  };
};
const attributes: Check = (path, value) => {
  if (typeof value !== "object" || value === null || Array.isArray(value))
    return wrong(path, "an object of texts, numbers and booleans", value);
  return Object.entries(value).flatMap(([key, one]) =>
    one === undefined || ["string", "boolean"].includes(typeof one) || Number.isFinite(one)
      ? []
      : wrong(`${path}.${key}`, "a text, a finite number or a boolean", one),
  );
};
const pattern: Check = (path, value) => (value instanceof RegExp ? [] : wrong(path, "a regular expression", value));

const count: Check = (path, value) =>
  typeof value === "number" && Number.isFinite(value) && value >= 0 ? [] : wrong(path, "a number from 0", value);
const atLeastTwo: Check = (path, value) =>
  typeof value === "number" && Number.isInteger(value) && value >= 2 ? [] : wrong(path, "a whole number from 2", value);
const ranged =
  (low: number, high: number): Check =>
  (path, value) =>
    typeof value === "number" && value >= low && value <= high
      ? []
      : wrong(path, `a number from ${low} to ${high}`, value);
const interval = ranged(1_000, 86_400_000);
const share: Check = (path, value) =>
  typeof value === "number" && value >= 0 && value <= 1 ? [] : wrong(path, "a number from 0 to 1", value);

const monitorFields = (numbers: Readonly<Record<string, Check>>): Check => anyOf(boolean, fields(numbers));
const deviations = ranged(1, 20);
const ratio = ranged(1, 1_000);
const cases = ranged(2, 1e9);

const driftChecks: Readonly<Record<string, Check>> = {
  errorRate: monitorFields({ deviations, floor: share, leastCalls: cases }),
  costDrift: monitorFields({ ratio, deviations, leastCalls: cases }),
  newDecisions: monitorFields({ muteMillis: count }),
  decisionMix: monitorFields({ index: ranged(0.001, 100), leastDecisions: cases }),
  tokenEfficiency: monitorFields({ deviations, leastSessions: cases }),
  latency: monitorFields({ percentile: ranged(1, 99.9), ratio, leastCalls: cases }),
  onAlert: call,
};

const MAXIMA = ["maxCostUsd", "maxTokens", "maxCalls", "maxToolCalls", "maxTurns", "maxWorkMs"];

const budgetFields = complete(
  { name: text },
  {
    per: oneOf("run", "session", "task", "user", "day", "process"),
    agents: list(text),
    ...Object.fromEntries(MAXIMA.map((name) => [name, count])),
    warnAt: share,
    onExceeded: oneOf("warn", "stop"),
    onUnpriced: oneOf("warn", "stop", "ignore"),
    notify: call,
  },
);
const budget: Check = (path, value) => {
  const problems = budgetFields(path, value);
  if (problems.length > 0) return problems;
  const given = value as Readonly<Record<string, unknown>>;
  return MAXIMA.some((name) => given[name] !== undefined)
    ? []
    : wrong(path, `at least one of ${MAXIMA.join(", ")}`, value, "no limit");
};

const CHECKS: Readonly<Record<string, Check>> = {
  enabled: boolean,
  service: fields({ name: text, version: text, environment: text }),
  resource: attributes,
  debug: oneOf(true, false, "only"),
  capture: (_path, value) => validateCapture(value),
  redact: anyOf(
    call,
    fields({
      pii: anyOf(boolean, list(oneOf(...PII_KINDS))),
      redact: call,
      rules: list(complete({ name: text, pattern })),
    }),
  ),
  contentLimits: fields({ valueBytes: bytes, messageBytes: bytes, spanBytes: bytes }),
  contentSink: call,
  exporters: (path, value) => [
    ...validateExporters(value).map(({ path: option, expected, got }) => ({ option, expected, got })),
    ...exporterCaptures(path, value),
  ],
  detect: fields({ ci: boolean, git: anyOf(boolean, text) }),
  spool: boolean,
  spoolDirectory: text,
  durability: oneOf("process", "power"),
  waitUntil: call,
  signals: fields({ traces: boolean, metrics: boolean, events: boolean }),
  pricing: (_path, value) => (value === false ? [] : validatePricing(value)),
  semconv: oneOf("latest", "1.36"),
  identity: fields({
    user: anyOf(text, fields({ id: text, email: text, name: text })),
    tenant: anyOf(text, complete({ id: text })),
    installation: anyOf(boolean, complete({ path: text })),
  }),
  host: oneOf("auto", "attach", "own"),
  names: fields({ allow: list(text), otherwise: oneOf("keep", "hash", "hide"), salt: text }),
  budgets: list(budget),
  monitors: anyOf(
    boolean,
    fields({
      ...driftChecks,
      loops: anyOf(
        boolean,
        fields({
          identicalCalls: atLeastTwo,
          cycles: atLeastTwo,
          repeatedOutputs: atLeastTwo,
          staleCalls: atLeastTwo,
          onLoop: oneOf("warn", "stop"),
        }),
      ),
    }),
  ),
  heartbeat: anyOf(boolean, fields({ everyMillis: interval, stalledAfterMillis: interval })),
  observers: list(fields({ onStart: call, onEnd: call, onEvent: call })),
};

/** Refuses a budget that is wrong. @throws ConfigError */
export function validateBudget(options: unknown): void {
  const [problem] = budget("budget", options);
  if (problem !== undefined) throw new ConfigError(problem);
}

/** What an exporter may capture has the shape of the `capture` option. */
function exporterCaptures(path: string, exporters: unknown): readonly Problem[] {
  if (!Array.isArray(exporters)) return [];
  return exporters.flatMap((exporter: unknown, index) => {
    if (typeof exporter !== "object" || exporter === null || !("capture" in exporter)) return [];
    return validateCapture(exporter.capture).map((problem) => ({
      ...problem,
      option: `${path}[${index}].${problem.option}`,
    }));
  });
}

function wrong(option: string, expected: string, value: unknown, got: string = describe(value)): Problem[] {
  return [{ option, expected, got }];
}

function merged(path: string, found: readonly (readonly Problem[])[], value: unknown): Problem[] {
  return wrong(path, found.map(([problem]) => problem?.expected).join(", or "), value);
}

function describe(value: unknown): string {
  // A long text may be a key that was put in the wrong place.
  if (typeof value === "string")
    return value.length <= 24 ? JSON.stringify(value) : `a text of ${value.length} characters`;
  if (value === null || typeof value === "number" || typeof value === "boolean" || typeof value === "undefined")
    return String(value);
  return Array.isArray(value) ? "a list" : `a value of type ${typeof value}`;
}
