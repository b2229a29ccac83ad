import { crc32 } from "node:zlib";

/** One message of an event stream of AWS, with text headers. */
export function eventStreamMessage(headers: Record<string, string>, payload: string): Buffer {
  const encoded = Object.entries(headers).map(([name, value]) => {
    const length = Buffer.alloc(2);
    length.writeUInt16BE(Buffer.byteLength(value));
    return Buffer.concat([Buffer.from([name.length]), Buffer.from(name), Buffer.from([7]), length, Buffer.from(value)]);
  });
  const head = Buffer.concat(encoded);
  const body = Buffer.from(payload);
  const prelude = Buffer.alloc(8);
  prelude.writeUInt32BE(16 + head.length + body.length, 0);
  prelude.writeUInt32BE(head.length, 4);
  const checksum = (bytes: Buffer): Buffer => {
    const sum = Buffer.alloc(4);
    sum.writeUInt32BE(crc32(bytes));
    return sum;
  };
  const start = Buffer.concat([prelude, checksum(prelude), head, body]);
  return Buffer.concat([start, checksum(start)]);
}

/** An event of an answer of Bedrock. */
export function bedrockEvent(type: string, payload: unknown): Buffer {
  const headers = { ":message-type": "event", ":event-type": type, ":content-type": "application/json" };
  return eventStreamMessage(headers, JSON.stringify(payload));
}
