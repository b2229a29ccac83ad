import { describe, expect, it } from "vitest";
import { createEventStreamDecoder, type EventStreamMessage } from "../../../src/internal/aws-event-stream.ts";
import { createObjectSplitter } from "../../../src/internal/json-objects.ts";
import { eventStreamMessage } from "../../support/event-stream.ts";

describe("createEventStreamDecoder()", () => {
  const bytes = Buffer.concat([
    eventStreamMessage({ ":message-type": "event", ":event-type": "chunk" }, '{"a":"é"}'),
    eventStreamMessage({ ":message-type": "exception", ":exception-type": "throttlingException" }, ""),
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
