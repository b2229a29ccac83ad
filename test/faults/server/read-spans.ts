import { readFields } from "../../../examples/support/otlp/protobuf-reader.ts";

export interface SentSpan {
  readonly id: string;
  readonly name: string;
  readonly endMillis: number;
  /** The SDK says that the span was open when its process died. */
  readonly interrupted: boolean;
}

/** The mark of a span that was recovered after a crash: an attribute with the word in its key or value. */
const INTERRUPTED = /interrupted/;

/** @throws when the body is no OTLP trace request */
export function readSpans(body: Uint8Array, isJson: boolean): readonly SentSpan[] {
  return isJson ? readJson(body) : readProtobuf(body);
}

function readProtobuf(body: Uint8Array): readonly SentSpan[] {
  const spans: SentSpan[] = [];
  for (const resource of nested(body, 1)) {
    for (const scope of nested(resource, 2)) {
      for (const span of nested(scope, 2)) spans.push(readSpan(span));
    }
  }
  return spans;
}

function readSpan(message: Uint8Array): SentSpan {
  let id = "";
  let name = "";
  let endMillis = 0;
  let interrupted = false;
  for (const { number, integer, bytes } of readFields(message)) {
    if (number === 2) id = Buffer.from(bytes).toString("hex");
    else if (number === 5) name = Buffer.from(bytes).toString("utf8");
    else if (number === 8) endMillis = Number(integer) / 1e6;
    else if (number === 9) interrupted ||= INTERRUPTED.test(Buffer.from(bytes).toString("latin1"));
  }
  return { id, name, endMillis, interrupted };
}

function nested(message: Uint8Array, wanted: number): readonly Uint8Array[] {
  return [...readFields(message)].flatMap(({ number, bytes }) => (number === wanted ? [bytes] : []));
}

interface JsonRequest {
  readonly resourceSpans?: readonly { readonly scopeSpans?: readonly { readonly spans?: readonly JsonSpan[] }[] }[];
}

interface JsonSpan {
  readonly spanId: string;
  readonly name: string;
  readonly endTimeUnixNano: string;
  readonly attributes?: unknown;
}

function readJson(body: Uint8Array): readonly SentSpan[] {
  const { resourceSpans = [] } = JSON.parse(Buffer.from(body).toString("utf8")) as JsonRequest;
  const spans = resourceSpans.flatMap(({ scopeSpans = [] }) => scopeSpans.flatMap((scope) => scope.spans ?? []));
  return spans.map(({ spanId, name, endTimeUnixNano, attributes }) => ({
    id: spanId,
    name,
    endMillis: Number(endTimeUnixNano) / 1e6,
    interrupted: INTERRUPTED.test(JSON.stringify(attributes ?? [])),
  }));
}
