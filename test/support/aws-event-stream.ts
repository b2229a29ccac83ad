import { crc32 } from "node:zlib";

/** One frame of an AWS event stream: an event with its payload in JSON, an exception, or an error without a model. */
export function frame(kind: "event" | "exception" | "error", name: string, payload: unknown = {}): Buffer {
  const headers =
    kind === "error"
      ? { ":message-type": kind, ":error-code": name, ":error-message": String(payload) }
      : { ":message-type": kind, [`:${kind}-type`]: name, ":content-type": "application/json" };
  const head = Buffer.concat(Object.entries(headers).map(([key, value]) => header(key, value)));
  const body = kind === "error" ? Buffer.alloc(0) : Buffer.from(JSON.stringify(payload));
  const total = head.length + body.length + 16;
  const prelude = Buffer.alloc(8);
  prelude.writeUInt32BE(total, 0);
  prelude.writeUInt32BE(head.length, 4);
  const message = Buffer.concat([prelude, uint32(crc32(prelude)), head, body]);
  return Buffer.concat([message, uint32(crc32(message))]);
}

/** An event of ConverseStream. */
export function event(name: string, payload: unknown): Buffer {
  return frame("event", name, payload);
}

/** A chunk of InvokeModelWithResponseStream: the vendor's JSON in base64. */
export function invokeChunk(vendorChunk: unknown): Buffer {
  return frame("event", "chunk", { bytes: Buffer.from(JSON.stringify(vendorChunk)).toString("base64") });
}

function header(name: string, value: string): Buffer {
  const written = Buffer.from(value);
  const length = Buffer.alloc(2);
  length.writeUInt16BE(written.length);
  return Buffer.concat([Buffer.from([name.length]), Buffer.from(name), Buffer.from([7]), length, written]);
}

function uint32(value: number): Buffer {
  const bytes = Buffer.alloc(4);
  bytes.writeUInt32BE(value);
  return bytes;
}
