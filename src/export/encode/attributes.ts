import { EncodedText } from "../../internal/encoded-text.ts";
import { isOwn } from "../../internal/is-own.ts";
import type {
  ContentAttribute,
  InstrumentationScope,
  TelemetryAttributes,
  TelemetryValue,
} from "../../internal/telemetry-record.ts";
import { forgetTooManyKeys, type KnownKey, knownKey } from "./known-keys.ts";
import { ProtobufWriter } from "./protobuf-writer.ts";

/** Whether a destination may receive content of a kind. */
export type AllowsContent = (kind: string) => boolean;

/** What all records of a process say about where they come from. */
export interface TelemetryResource {
  readonly attributes: TelemetryAttributes;
  readonly schemaUrl?: string;
}

const MIN_INT64 = -(2 ** 63);
const MAX_INT64 = 2 ** 63;
const MAX_DEPTH = 64;

const shared = new ProtobufWriter();

/** Writes each attribute as one `KeyValue` under the repeated `field`. */
export function writeAttributes(writer: ProtobufWriter, field: number, attributes: TelemetryAttributes): void {
  forgetTooManyKeys();
  for (const key in attributes) {
    if (!isOwn(attributes, key)) continue;
    const value = attributes[key];
    if (value !== undefined) writeKeyValue(writer, field, knownKey(key), value);
  }
}

/** The attributes of one span, used again for each. */
const keysOfSpan: KnownKey[] = [];
const valuesOfSpan: (TelemetryValue | undefined)[] = [];
let round = 0;

/** Writes the attributes of several objects, of which a later one wins. */
export function writeLayers(writer: ProtobufWriter, field: number, layers: readonly TelemetryAttributes[]): void {
  forgetTooManyKeys();
  round += 1;
  let count = 0;
  for (let index = 0; index < layers.length; index += 1) {
    const layer = layers[index] as TelemetryAttributes;
    for (const key in layer) {
      if (!isOwn(layer, key)) continue;
      const value = layer[key];
      if (value === undefined) continue;
      const known = knownKey(key);
      if (known.round !== round) {
        known.round = round;
        known.place = count;
        keysOfSpan[count] = known;
        count += 1;
      }
      valuesOfSpan[known.place] = value;
    }
  }
  for (let index = 0; index < count; index += 1) {
    writeKeyValue(writer, field, keysOfSpan[index] as KnownKey, valuesOfSpan[index] as TelemetryValue);
    valuesOfSpan[index] = undefined;
  }
}

/** Writes the content that `allows` admits as attributes under the repeated `field`. */
export function writeContent(
  writer: ProtobufWriter,
  field: number,
  content: readonly ContentAttribute[],
  allows: AllowsContent,
): void {
  for (const { kind, key, value } of content) {
    if (allows(kind)) writeKeyValue(writer, field, knownKey(key), value);
  }
}

function writeKeyValue(writer: ProtobufWriter, field: number, key: KnownKey, value: TelemetryValue): void {
  if (typeof value === "string" && writer.shortPair(field, key, value)) return;
  if (typeof value === "number" && writer.numberPair(field, key, value)) return;
  if (value instanceof EncodedText && value.recurs && writer.canSplice) {
    writer.spliceText(field, key.name, value);
    return;
  }
  const pair = writer.begin(field);
  writer.string(1, key.name);
  writeAnyValue(writer, 2, value);
  writer.end(pair);
}

/** Writes an OTLP `AnyValue`; `null` is the empty value. Nesting below 64 levels becomes empty. */
export function writeAnyValue(writer: ProtobufWriter, field: number, value: TelemetryValue, depth: number = 0): void {
  const any = writer.begin(field);
  if (typeof value === "string") writer.string(1, value);
  else if (typeof value === "number") writeNumber(writer, value);
  else if (typeof value === "boolean") writer.uint(2, value ? 1 : 0);
  else if (value !== null && depth < MAX_DEPTH) writeNested(writer, value, depth);
  writer.end(any);
}

/** The fields of an OTLP `Resource`. */
export function encodeResource(resource: TelemetryResource): Uint8Array {
  shared.reset();
  writeAttributes(shared, 1, resource.attributes);
  return shared.finish();
}

/** The fields of an OTLP `InstrumentationScope`. */
export function encodeScope(scope: InstrumentationScope): Uint8Array {
  shared.reset();
  shared.string(1, scope.name);
  if (scope.version) shared.string(2, scope.version);
  return shared.finish();
}

function writeNumber(writer: ProtobufWriter, value: number): void {
  if (Number.isInteger(value) && value >= MIN_INT64 && value < MAX_INT64) writer.int64(3, value);
  else writer.double(4, value);
}

function writeNested(
  writer: ProtobufWriter,
  value: EncodedText | readonly TelemetryValue[] | { readonly [key: string]: TelemetryValue },
  depth: number,
): void {
  if (value instanceof EncodedText) writer.encodedText(1, value);
  else if (isList(value)) {
    const list = writer.begin(5);
    for (const item of value) writeAnyValue(writer, 1, item, depth + 1);
    writer.end(list);
  } else {
    const map = writer.begin(6);
    for (const key of Object.keys(value)) {
      const item = value[key];
      if (item !== undefined) writeEntry(writer, key, item, depth + 1);
    }
    writer.end(map);
  }
}

function writeEntry(writer: ProtobufWriter, key: string, value: TelemetryValue, depth: number): void {
  const entry = writer.begin(1);
  writer.string(1, key);
  writeAnyValue(writer, 2, value, depth);
  writer.end(entry);
}

function isList(value: object): value is readonly TelemetryValue[] {
  return Array.isArray(value);
}
