import { crc32 } from "node:zlib";
import { describe, expect, it } from "vitest";
import { createEventStreamDecoder, type EventStreamMessage } from "../../../src/internal/aws-event-stream.ts";
import { createObjectSplitter } from "../../../src/internal/json-objects.ts";

function message(headers: Record<string, string>, payload: string): Buffer {
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

describe("createEventStreamDecoder()", () => {
  const bytes = Buffer.concat([
    message({ ":message-type": "event", ":event-type": "chunk" }, '{"a":"é"}'),
    message({ ":message-type": "exception", ":exception-type": "throttlingException" }, ""),
  ]);
  const decode = (pieces: readonly Uint8Array[]): EventStreamMessage[] => {
    const found: EventStreamMessage[] = [];
    const push = createEventStreamDecoder((one) => found.push(one));
    for (const piece of pieces) push(piece);
    return found;
  };

  it("gives each message, wherever the bytes are cut", () => {
    for (let size = 1; size < bytes.length; size += 1) {
      const pieces: Uint8Array[] = [];
      for (let at = 0; at < bytes.length; at += size) pieces.push(bytes.subarray(at, at + size));
      const found = decode(pieces);
      expect(found.map(({ headers }) => headers)).toEqual([
        { ":message-type": "event", ":event-type": "chunk" },
        { ":message-type": "exception", ":exception-type": "throttlingException" },
      ]);
      expect(found.map(({ payload }) => Buffer.from(payload).toString())).toEqual(['{"a":"é"}', ""]);
    }
  });

  it("reads nothing of bytes that are no such stream", () => {
    expect(decode([Buffer.from("<html>not an event stream</html>"), bytes])).toEqual([]);
  });
});

describe("createObjectSplitter()", () => {
  it("gives the objects of a list, wherever it is cut", () => {
    const text = '[{"a":"}{\\"","b":{"c":[1]}}\n,\n{"d":2}]';
    for (let size = 1; size < text.length; size += 1) {
      const found: unknown[] = [];
      const push = createObjectSplitter((json) => found.push(JSON.parse(json)));
      for (let at = 0; at < text.length; at += size) push(text.slice(at, at + size));
      expect(found).toEqual([{ a: '}{"', b: { c: [1] } }, { d: 2 }]);
    }
  });
});
