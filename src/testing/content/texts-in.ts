import { decodeMetrics } from "../../inspector/decode/metrics.ts";
import { plainAttributes } from "../view/plain.ts";
import { printable } from "../view/printable.ts";
import type { TestAttributes, TestEvent, TestSpan, TestValue } from "../view/span.ts";

/** A text that would be sent, and where it stands. */
export interface PlacedText {
  readonly place: string;
  readonly text: string;
}

export function* textsOfSpan(span: TestSpan): Generator<PlacedText> {
  const place = `span "${printable(span.name, 80)}"`;
  yield { place: `${place}, its name`, text: span.name };
  yield* textsOfAttributes(span.attributes, place);
  if (span.error?.message !== undefined) yield { place: `${place}, the text of its status`, text: span.error.message };
  for (const event of span.events) if (event.source === "span") yield* textsOfEvent(event, `${place}, event`);
  for (const { attributes } of span.links) yield* textsOfAttributes(attributes, `${place}, link`);
  yield* textsOfAttributes(span.resource, "the resource");
  yield { place: `${place}, its instrumentation scope`, text: `${span.scope.name} ${span.scope.version}` };
}

export function* textsOfEvent(event: TestEvent, what: string = "event"): Generator<PlacedText> {
  const place = `${what} "${printable(event.name, 80)}"`;
  yield { place: `${place}, its name`, text: event.name };
  yield* textsOfAttributes(event.attributes, place);
  yield* textsOfValue(event.body, `${place}, its body`);
}

export function* textsOfMetrics(report: Uint8Array): Generator<PlacedText> {
  const found: PlacedText[] = [];
  decodeMetrics(report, ({ metric, unit, description, attributes }, { resource }) => {
    const place = `metric "${printable(metric, 80)}"`;
    found.push({ place: `${place}, its name, unit or description`, text: `${metric} ${unit} ${description}` });
    found.push(...textsOfAttributes(plainAttributes(attributes), place));
    found.push(...textsOfAttributes(plainAttributes(resource), "the resource of metrics"));
  });
  yield* found;
}

function* textsOfAttributes(attributes: TestAttributes, place: string): Generator<PlacedText> {
  for (const [name, value] of Object.entries(attributes)) {
    yield { place: `${place}, the name of an attribute`, text: name };
    yield* textsOfValue(value, `${place}, attribute ${printable(name, 80)}`);
  }
}

/** Numbers of a list are joined: bytes may be sent so. */
function* textsOfValue(value: TestValue, place: string): Generator<PlacedText> {
  if (typeof value === "string") yield { place, text: value };
  else if (Array.isArray(value)) {
    yield { place, text: value.filter((one) => typeof one === "number").join(",") };
    for (const one of value) yield* textsOfValue(one, place);
  } else if (typeof value === "object" && value !== null) yield* textsOfAttributes(value as TestAttributes, place);
}
