import { ATTRIBUTE_PRESETS } from "../../internal/attribute-mapping.ts";
import { parseEndpointUrl } from "../http/endpoint-url.ts";
import { headerFault } from "../http/header-list.ts";
import { parseProxyUrl } from "../http/proxy.ts";

/** Something in the options that cannot be used. */
export interface Problem {
  /** For example `exporters[0].url`. */
  readonly path: string;
  readonly expected: string;
  /** What stands there, short and without secrets. */
  readonly got: string;
}

interface Check {
  readonly expected: string;
  readonly accepts: (value: unknown) => boolean;
  /** What is wrong with a value that is not accepted. @defaultValue what it is */
  readonly got?: (value: unknown) => string | undefined;
}

const oneOf = (...values: readonly string[]): Check => ({
  expected: values.map((value) => JSON.stringify(value)).join(" or "),
  accepts: (value) => values.includes(value as string),
});
const text: Check = { expected: "a string", accepts: (value) => typeof value === "string" && value !== "" };
const object: Check = { expected: "an object", accepts: isObject };
const anything: Check = { expected: "anything", accepts: () => true };
const flag: Check = { expected: "true or false", accepts: (value) => typeof value === "boolean" };
const pem: Check = {
  expected: "PEM text",
  accepts: (value) => typeof value === "string" || value instanceof Uint8Array,
};

const attributes: Check = {
  expected: `${ATTRIBUTE_PRESETS.map((name) => JSON.stringify(name)).join(", ")}, or a function`,
  accepts: (value) => typeof value === "function" || ATTRIBUTE_PRESETS.some((name) => name === value),
};

const COMMON = { type: oneOf("otlp", "console", "custom"), name: text, signals: object, capture: anything };
const FIELDS: Readonly<Record<string, Readonly<Record<string, Check>>>> = {
  otlp: {
    ...COMMON,
    attributes,
    url: {
      expected: "an http or https URL",
      accepts: (value) => typeof value === "string" && parseEndpointUrl(value) !== undefined,
    },
    headers: {
      expected: "an object of header names and values, or a function",
      accepts: (value) => typeof value === "function" || (isObject(value) && headerFault(value) === undefined),
      got: (value) => (isObject(value) ? headerFault(value) : undefined),
    },
    protocol: oneOf("http/protobuf", "http/json"),
    timeoutMillis: { expected: "a number of milliseconds from 1 to 3600000", accepts: isTimeout },
    compression: oneOf("gzip", "none"),
    tls: object,
    proxy: {
      expected: "an http or https URL, or false",
      accepts: (value) => value === false || (typeof value === "string" && parseProxyUrl(value) !== undefined),
    },
  },
  console: COMMON,
  custom: {
    ...COMMON,
    attributes,
    spanExporter: {
      expected: "an object with export()",
      accepts: (value) => isObject(value) && typeof value.export === "function",
    },
  },
};
const NESTED: Readonly<Record<string, Readonly<Record<string, Check>>>> = {
  signals: { traces: flag, metrics: flag, events: flag },
  tls: { ca: pem, cert: pem, key: pem, rejectUnauthorized: flag },
};

/** Everything in the `exporters` option that cannot be used; empty when all of it can, or when it is not set. */
export function validateExporters(exporters: unknown): readonly Problem[] {
  if (exporters === undefined) return [];
  if (!Array.isArray(exporters)) return [{ path: "exporters", expected: "a list", got: describe(exporters) }];
  return exporters.flatMap((exporter: unknown, index) => validateExporter(exporter, `exporters[${index}]`));
}

function validateExporter(exporter: unknown, path: string): readonly Problem[] {
  if (!isObject(exporter)) return [{ path, expected: "an object", got: describe(exporter) }];
  const type = exporter.type ?? "otlp";
  const fields = typeof type === "string" && Object.hasOwn(FIELDS, type) ? FIELDS[type] : undefined;
  if (fields === undefined) return [{ path: `${path}.type`, expected: COMMON.type.expected, got: describe(type) }];
  const missing = type === "custom" && exporter.spanExporter === undefined;
  return [
    ...(missing ? [{ path: `${path}.spanExporter`, expected: "an object with export()", got: "undefined" }] : []),
    ...validateFields(exporter, fields, path),
  ];
}

function validateFields(
  options: Readonly<Record<string, unknown>>,
  fields: Readonly<Record<string, Check>>,
  path: string,
): readonly Problem[] {
  return Object.entries(options).flatMap(([name, value]): readonly Problem[] => {
    const check = Object.hasOwn(fields, name) ? fields[name] : undefined;
    if (check === undefined) {
      return [
        { path: `${path}.${name}`, expected: `one of ${Object.keys(fields).join(", ")}`, got: "an unknown option" },
      ];
    }
    if (value === undefined) return [];
    if (!check.accepts(value)) {
      return [{ path: `${path}.${name}`, expected: check.expected, got: check.got?.(value) ?? describe(value) }];
    }
    const nested = Object.hasOwn(NESTED, name) ? NESTED[name] : undefined;
    return nested !== undefined && isObject(value) ? validateFields(value, nested, `${path}.${name}`) : [];
  });
}

function isTimeout(value: unknown): boolean {
  return typeof value === "number" && value >= 1 && value <= 3_600_000;
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** Text may hold a key, so only its length is told. */
function describe(value: unknown): string {
  if (typeof value === "string")
    return value.length <= 12 && !value.includes("@")
      ? JSON.stringify(value)
      : `a string of ${value.length} characters`;
  if (value === null || typeof value === "number" || typeof value === "boolean") return String(value);
  return Array.isArray(value) ? "a list" : typeof value;
}
