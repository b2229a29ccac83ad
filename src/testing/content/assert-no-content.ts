import { AssertionError } from "node:assert";
import { isTestTelemetry } from "../matchers/view-of.ts";
import type { TestTelemetry } from "../telemetry/create.ts";
import { printValue } from "../view/printable.ts";
import { formIn, formsOf, hasForm } from "./forms-of.ts";
import { type PlacedText, textsOfEvent, textsOfMetrics, textsOfSpan } from "./texts-in.ts";

const MIN_LENGTH = 4;
const MAX_PLACES = 20;

/**
 * Looks for texts that must not leave the process in everything that would be sent: names, attributes, events, exceptions, links, status texts, the
 * resource, labels of metrics, and the encoded bytes; as they are, and escaped as JSON or for URLs, in base64, in hexadecimal, as lists of bytes.
 *
 * @throws AssertionError that says where each was found; also when nothing was recorded, as nothing was looked at then
 * @throws TypeError for texts of less than four characters, which would be found by chance
 */
export function assertNoContent(telemetry: TestTelemetry, canaries: string | readonly string[]): void {
  if (!isTestTelemetry(telemetry))
    throw new TypeError(`assertNoContent() takes what createTestTelemetry() gives; got ${printValue(telemetry, 120)}`);
  const texts = typeof canaries === "string" ? [canaries] : canaries;
  if (!Array.isArray(texts) || texts.length === 0 || !texts.every(isUsable))
    throw new TypeError(
      `assertNoContent() looks for texts of at least ${MIN_LENGTH} characters; got ${printValue(canaries)}`,
    );
  const requests = telemetry.requests();
  if (telemetry.spans.length + telemetry.events.length === 0)
    fail("nothing was recorded, so nothing was looked at", telemetry);
  const places = texts.flatMap((canary) => placesOf(canary, telemetry, requests));
  if (places.length === 0) return;
  const more = places.length > MAX_PLACES ? [`\n  … ${places.length - MAX_PLACES} more`] : [];
  const list = places.slice(0, MAX_PLACES).map((place) => `\n  ${place}`);
  fail(`content would be sent, in ${places.length} places:${[...list, ...more].join("")}`, telemetry);
}

function isUsable(text: unknown): text is string {
  return typeof text === "string" && text.length >= MIN_LENGTH;
}

function placesOf(
  canary: string,
  telemetry: TestTelemetry,
  requests: ReturnType<TestTelemetry["requests"]>,
): readonly string[] {
  const forms = formsOf(canary);
  const found = new Set<string>();
  for (const { place, text } of textsOf(telemetry, requests)) {
    const form = formIn(text, forms);
    if (form !== undefined) found.add(describe(canary, place, form));
  }
  if (found.size > 0) return [...found];
  // Whatever the reading above leaves out is in the bytes.
  for (const { signal, body } of requests) {
    const bytes = Buffer.from(body.buffer, body.byteOffset, body.byteLength).toString("utf8");
    const form = forms.find((one) => hasForm(bytes, one));
    if (form !== undefined) found.add(describe(canary, `the encoded bytes of ${signal}`, form.name));
  }
  return [...found];
}

function* textsOf(telemetry: TestTelemetry, requests: ReturnType<TestTelemetry["requests"]>): Generator<PlacedText> {
  for (const span of telemetry.spans) yield* textsOfSpan(span);
  for (const event of telemetry.events) yield* textsOfEvent(event);
  for (const { signal, body } of requests) if (signal === "metrics") yield* textsOfMetrics(body);
}

function describe(canary: string, place: string, form: string): string {
  return `${printValue(canary, 60)} ${form}: ${place}`;
}

function fail(message: string, telemetry: TestTelemetry): never {
  throw new AssertionError({
    message: `assertNoContent(): ${message}\n\n${telemetry.describe()}`,
    operator: "assertNoContent",
    stackStartFn: assertNoContent,
  });
}
