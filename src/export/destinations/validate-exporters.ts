import { ATTRIBUTE_PRESETS } from "../../internal/attribute-mapping.ts";
import {
  anyOf,
  boolean,
  type Check,
  call,
  complete,
  fields,
  isRecord,
  kindOf,
  list,
  number,
  oneOf,
  readable,
  text,
  that,
} from "../../internal/option-checks.ts";
import { parseEndpointUrl } from "../http/endpoint-url.ts";
import { headerFault } from "../http/header-list.ts";
import { parseProxyUrl } from "../http/proxy.ts";

const TYPE = oneOf("otlp", "console", "custom");
const pem = that("PEM text", (value) => typeof value === "string" || value instanceof Uint8Array, kindOf);
/** An address without a scheme, or of another one, is worth showing; a key that was put in its place is not. */
const ADDRESS = /^(?:[a-z]{2,6}:\/\/[a-z0-9.-]+|[a-z0-9.-]+:\d{1,5}(?:\/|$))/i;
const attributes = anyOf(oneOf(...ATTRIBUTE_PRESETS), call);
const FIELDS = { type: TYPE, name: text, signals: fields({ traces: boolean, metrics: boolean, events: boolean }) };
const OTLP = {
  ...FIELDS,
  attributes,
  url: that(
    "an http or https URL",
    (value) => typeof value === "string" && parseEndpointUrl(value) !== undefined,
    (value) => (typeof value === "string" && ADDRESS.test(value) ? undefined : kindOf(value)),
  ),
  headers: that(
    "an object of header names and values, or a function",
    (value) => typeof value === "function" || (isRecord(value) && headerFault(value) === undefined),
    (value) => (isRecord(value) ? headerFault(value) : kindOf(value)),
  ),
  protocol: oneOf("http/protobuf", "http/json"),
  timeoutMillis: number("a number of milliseconds from 1 to 3600000", 1, 3_600_000),
  compression: oneOf("gzip", "none"),
  tls: fields({ ca: pem, cert: pem, key: pem, rejectUnauthorized: boolean }),
  proxy: that(
    "an http or https URL, or false",
    (value) => value === false || (typeof value === "string" && parseProxyUrl(value) !== undefined),
    kindOf,
  ),
};
const spanExporter = that("an object with export()", (value) => isRecord(value) && typeof value.export === "function");

/**
 * Everything in the `exporters` option that cannot be used; empty when all of it can, or when it is not set. Never throws.
 *
 * @param capture - checks what an exporter may capture
 */
export function validateExporters(path: string, exporters: unknown, capture: Check): ReturnType<Check> {
  if (exporters === undefined) return [];
  const types: Readonly<Record<string, Check>> = {
    otlp: fields({ ...OTLP, capture }),
    console: fields({ ...FIELDS, capture }),
    custom: complete({ spanExporter }, { ...FIELDS, attributes, capture }),
  };
  const exporter: Check = (at, value) => {
    const type = isRecord(value) ? (value.type ?? "otlp") : "otlp";
    const check = typeof type === "string" && Object.hasOwn(types, type) ? types[type] : undefined;
    return check === undefined ? TYPE(`${at}.type`, type) : check(at, value);
  };
  return readable(path, () => list((at, value) => readable(at, () => exporter(at, value)))(path, exporters));
}
