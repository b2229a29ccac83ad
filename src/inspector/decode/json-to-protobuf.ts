import { type FieldShape, type MessageName, OTLP_MESSAGES } from "../../internal/otlp/otlp-fields.ts";
import { OTLP_REQUESTS, type OtlpSignal } from "../../internal/otlp/otlp-json.ts";
import { JsonReader } from "./json-reader.ts";
import { writePacked, writeScalar } from "./json-scalars.ts";
import { MAX_BODY_BYTES } from "./limits.ts";
import { MessageBuffer } from "./message-buffer.ts";
import { MAX_DEPTH } from "./values.ts";

interface NamedField extends FieldShape {
  readonly number: number;
}

const FIELDS = new Map<MessageName, ReadonlyMap<string, NamedField>>(
  Object.entries(OTLP_MESSAGES).map(([message, shape]) => [
    message as MessageName,
    new Map(Object.entries(shape).map(([number, field]) => [field.name, { ...field, number: Number(number) }])),
  ]),
);
const STRING_VALUE = 1;

/**
 * An OTLP/JSON request as protobuf, in one pass: ids in hex, integers of 64 bits as text or numbers, enums by number or name.
 * Fields that OTLP does not have are left out. What is nested deeper than {@link MAX_DEPTH} levels becomes the text of its
 * JSON.
 *
 * @throws MalformedOtlp, OversizedOtlp
 */
export function jsonToProtobuf(signal: OtlpSignal, body: Uint8Array): Uint8Array {
  const json = new JsonReader(body);
  const out = new MessageBuffer(body.byteLength / 2, MAX_BODY_BYTES);
  writeMessage(json, out, OTLP_REQUESTS[signal], 0);
  json.end();
  return out.finish();
}

/** `depth` counts the lists and maps that a value is in. */
function writeMessage(json: JsonReader, out: MessageBuffer, name: MessageName, depth: number): void {
  const fields = FIELDS.get(name) as ReadonlyMap<string, NamedField>;
  json.object((key) => {
    const field = fields.get(key);
    if (field === undefined) json.skip();
    else if (!json.acceptNull()) writeField(json, out, field, depth);
  });
}

function writeField(json: JsonReader, out: MessageBuffer, field: NamedField, depth: number): void {
  const { as, name, number } = field;
  if (!isMessage(as)) {
    if (field.repeated) writePacked(json, out, as, name, number);
    else writeScalar(json, out, as, name, number);
    return;
  }
  const isNesting = as === "ArrayValue" || as === "KeyValueList";
  if (isNesting && depth >= MAX_DEPTH) writeAsText(json, out);
  else if (field.repeated) json.list(() => writeNested(json, out, as, number, depth));
  else writeNested(json, out, as, number, isNesting ? depth + 1 : depth);
}

function writeNested(json: JsonReader, out: MessageBuffer, as: MessageName, number: number, depth: number): void {
  const start = out.begin(number);
  writeMessage(json, out, as, depth);
  out.end(start);
}

function writeAsText(json: JsonReader, out: MessageBuffer): void {
  const from = json.next();
  json.skip();
  const start = out.begin(STRING_VALUE);
  out.copy(json.bytes, from, json.position);
  out.end(start);
}

function isMessage(as: FieldShape["as"]): as is MessageName {
  return FIELDS.has(as as MessageName);
}
