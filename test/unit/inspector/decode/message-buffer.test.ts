import { describe, expect, it } from "vitest";
import { MessageBuffer } from "../../../../src/inspector/decode/message-buffer.ts";
import { bytesField, fixed64Field, varintField } from "./wire.ts";

const LIMIT = 1_000_000;
/** The buffer is made for 256 bytes and grows to twice that, and so on: each edge is passed at every place of what is written. */
const EDGES = [256, 512, 1_024, 4_096];

function filler(length: number): Buffer {
  return Buffer.alloc(length, "f");
}

/** A text of `pad` bytes, and a message in a message in a message behind it that ends in `length` bytes. */
function written(pad: number, length: number): Buffer {
  const out = new MessageBuffer(0, LIMIT);
  put(out, 1, filler(pad));
  const outer = out.begin(2);
  out.varint(8);
  out.varint(300);
  const middle = out.begin(3);
  const inner = out.begin(4);
  put(out, 5, filler(length));
  out.end(inner);
  out.end(middle);
  out.end(outer);
  out.varint(9);
  out.fixed64(7n);
  return Buffer.from(out.finish());
}

function put(out: MessageBuffer, field: number, bytes: Buffer): void {
  const start = out.begin(field);
  out.copy(bytes, 0, bytes.byteLength);
  out.end(start);
}

function plain(pad: number, length: number): Buffer {
  const inner = bytesField(4, bytesField(5, filler(length)));
  return Buffer.concat([
    bytesField(1, filler(pad)),
    bytesField(2, varintField(1, 300), bytesField(3, inner)),
    fixed64Field(1, 7n),
  ]);
}

describe("messages of JSON that becomes protobuf", () => {
  it("are what they were, wherever the buffer has to grow", () => {
    const wrong: string[] = [];
    for (const edge of EDGES)
      for (let pad = edge - 60; pad <= edge + 20; pad++)
        for (let length = 0; length <= 40; length++)
          if (!written(pad, length).equals(plain(pad, length))) wrong.push(`${length} bytes behind ${pad}`);
    expect(wrong).toEqual([]);
  });

  it("are what they were at the lengths whose own length takes a byte more", () => {
    const wrong: string[] = [];
    for (const around of [128, 16_384])
      for (let length = around - 20; length <= around + 20; length++)
        for (let pad = 0; pad <= 300; pad += 7)
          if (!written(pad, length).equals(plain(pad, length))) wrong.push(`${length} bytes behind ${pad}`);
    expect(wrong).toEqual([]);
  });
});
