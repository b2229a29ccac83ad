/**
 * How many records a backend says it rejected in a 2xx answer (`partial_success` of the OTLP responses), 0 when it says
 * nothing or nothing that can be read. Bounded: at most one pass over the body, never deeper than the two messages it knows.
 */
export function readRejectedCount(body: Uint8Array, contentType: string): number {
  if (body.byteLength === 0) return 0;
  return contentType.includes("json") ? rejectedInJson(body) : rejectedInProtobuf(body);
}

const PARTIAL_SUCCESS = 1;
const REJECTED = 1;

function rejectedInProtobuf(body: Uint8Array): number {
  const partial = readField(body, PARTIAL_SUCCESS, 2);
  if (!(partial instanceof Uint8Array)) return 0;
  const rejected = readField(partial, REJECTED, 0);
  return Number.isSafeInteger(rejected) ? Number(rejected) : 0;
}

function rejectedInJson(body: Uint8Array): number {
  try {
    const response: unknown = JSON.parse(Buffer.from(body.buffer, body.byteOffset, body.byteLength).toString("utf8"));
    const partial = property(response, "partialSuccess");
    for (const name of ["rejectedSpans", "rejectedLogRecords", "rejectedDataPoints"]) {
      const count = toCount(property(partial, name));
      if (count > 0) return count;
    }
  } catch {
    // A 2xx answer whose body is no JSON says nothing about rejected records.
  }
  return 0;
}

/** 64 bit integers are strings in OTLP JSON; plain numbers are common. */
function toCount(value: unknown): number {
  const isNumber = typeof value === "number" || (typeof value === "string" && /^\d+$/.test(value));
  const count = isNumber ? Number(value) : 0;
  return Number.isSafeInteger(count) ? count : 0;
}

function property(value: unknown, name: string): unknown {
  return typeof value === "object" && value !== null ? Reflect.get(value, name) : undefined;
}

/** The last value of a field, or undefined when it is absent or the message is malformed anywhere. */
function readField(message: Uint8Array, field: number, wireType: 0 | 2): number | Uint8Array | undefined {
  let found: number | Uint8Array | undefined;
  let position = 0;
  while (position < message.byteLength) {
    const tag = readVarint(message, position);
    if (tag === undefined) return undefined;
    position = tag.next;
    const type = tag.value % 8;
    if (tag.value < 8) return undefined; // There is no field 0.
    const wanted = Math.floor(tag.value / 8) === field && type === wireType;
    if (type === 0) {
      const number = readVarint(message, position);
      if (number === undefined) return undefined;
      position = number.next;
      if (wanted) found = number.value;
    } else if (type === 2) {
      const length = readVarint(message, position);
      if (length === undefined || length.next + length.value > message.byteLength) return undefined;
      position = length.next + length.value;
      if (wanted) found = message.subarray(length.next, position);
    } else if (type === 1) position += 8;
    else if (type === 5) position += 4;
    else return undefined;
  }
  return position === message.byteLength ? found : undefined;
}

/** Ten bytes at most; beyond 2^53 the value is not exact. */
function readVarint(message: Uint8Array, start: number): { value: number; next: number } | undefined {
  let value = 0;
  let scale = 1;
  for (let position = start; position < message.byteLength && position < start + 10; position++) {
    const byte = message[position] ?? 0;
    value += (byte & 127) * scale;
    if (byte < 128) return { value, next: position + 1 };
    scale *= 128;
  }
  return undefined;
}
