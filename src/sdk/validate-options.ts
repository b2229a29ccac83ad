import { validateExporters } from "../export/destinations/validate-exporters.ts";
import {
  anyOf,
  boolean,
  call,
  complete,
  fields,
  kindOf,
  list,
  number,
  oneOf,
  type Problem,
  readable,
  record,
  text,
  that,
  whole,
} from "../internal/option-checks.ts";
import { validatePricing } from "../pricing/validate-pricing.ts";
import { PII_KINDS } from "../privacy/pii.ts";
import { validateCapture } from "../privacy/validate-capture.ts";
import { budget } from "./budget-check.ts";
import { ConfigError } from "./config-error.ts";
import { monitors } from "./monitors-check.ts";
import type { TelemetryOptions } from "./options.ts";

const bytes = whole("a whole number of bytes from 0 to 67,108,864", 0, 64 * 1024 * 1024);
const interval = number("a number from 1000 to 86400000", 1_000, 86_400_000);
const pattern = that("a regular expression", (value) => value instanceof RegExp);
const salt = that("a text of 1 to 1,024 characters", (value) => text("salt", value).length === 0, kindOf);
const attribute = that(
  "a text, a finite number or a boolean",
  (value) => value === undefined || ["string", "boolean"].includes(typeof value) || Number.isFinite(value),
);

const OPTIONS = fields({
  enabled: boolean,
  service: fields({ name: text, version: text, environment: text }),
  resource: record(attribute),
  debug: oneOf(true, false, "only"),
  capture: validateCapture,
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
  exporters: (path, value) => validateExporters(path, value, validateCapture),
  detect: fields({ ci: boolean, git: anyOf(boolean, text) }),
  spool: boolean,
  spoolDirectory: text,
  durability: oneOf("process", "power"),
  waitUntil: call,
  signals: fields({ traces: boolean, metrics: boolean, events: boolean }),
  pricing: anyOf(oneOf(false), validatePricing),
  semconv: oneOf("latest", "1.36"),
  identity: fields({
    user: anyOf(text, fields({ id: text, email: text, name: text })),
    tenant: anyOf(text, complete({ id: text })),
    installation: anyOf(boolean, complete({ path: text })),
  }),
  host: oneOf("auto", "attach", "own"),
  names: fields({ allow: list(text), otherwise: oneOf("keep", "hash", "hide"), salt }),
  budgets: list(budget),
  monitors,
  heartbeat: anyOf(boolean, fields({ everyMillis: interval, stalledAfterMillis: interval })),
  observers: list(fields({ onStart: call, onEnd: call, onEvent: call })),
});

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

function problemsOf(options: unknown = {}): readonly Problem[] {
  const problems = readable("options", () => OPTIONS("options", options));
  return problems.map((one) => ({ ...one, option: one.option.replace(/^options\./, "") }));
}
