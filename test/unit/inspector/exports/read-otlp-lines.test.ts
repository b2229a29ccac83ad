import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { type OtlpLine, readOtlpLines } from "../../../../src/inspector/exports/read-otlp-lines.ts";

async function* chunked(text: string, sizes: readonly number[] = [text.length]): AsyncGenerator<Uint8Array> {
  const bytes = Buffer.from(text);
  for (let at = 0, turn = 0; at < bytes.length; turn++) {
    const size = Math.max(1, sizes[turn % sizes.length] ?? 1);
    yield bytes.subarray(at, at + size);
    at += size;
  }
}

async function read(chunks: AsyncIterable<Uint8Array>): Promise<OtlpLine[]> {
  const lines: OtlpLine[] = [];
  for await (const line of readOtlpLines(chunks)) lines.push(line);
  return lines;
}

const LINES = ['{"resourceSpans":[{"é":1}]}', '{ "resourceLogs" : []}', '{"resourceMetrics":[]}'];

describe("readOtlpLines()", () => {
  it("gives each line as a request of its signal, however the file is cut", async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(fc.integer({ min: 1, max: 40 }), { minLength: 1, maxLength: 8 }), async (sizes) => {
        const lines = await read(chunked(`${LINES.join("\n")}\n`, sizes));
        expect(lines.map(({ signal, line }) => [signal, line])).toEqual([
          ["traces", 1],
          ["logs", 2],
          ["metrics", 3],
        ]);
        expect(lines.map(({ body }) => Buffer.from(body).toString())).toEqual(LINES);
      }),
    );
  });

  it("passes over empty lines and takes other line ends, a missing last one and a mark at the begin", async () => {
    const lines = await read(chunked(`\uFEFF${LINES[0]}\r\n\r\n  \n${LINES[1]}`));
    expect(lines.map(({ signal, line }) => [signal, line])).toEqual([
      ["traces", 1],
      ["logs", 4],
    ]);
    expect(lines.map(({ body }) => Buffer.from(body).toString())).toEqual([`${LINES[0]}\r`, LINES[1]]);
  });

  it("finds the signal where another field comes first", async () => {
    const [line] = await read(chunked('{"comment":"x","resourceLogs":[]}'));
    expect(line?.signal).toBe("logs");
  });

  it.each([
    "[]",
    "{}",
    '{"spans":[]}',
    '{"resource_spans":[]}',
    "hello",
    '{"resourceSpan":[',
    '"resourceSpans"',
    '{"__proto__":[]}',
  ])("names the line that is no OTLP: %s", async (text) => {
    await expect(read(chunked(`${LINES[0]}\n${text}\n`))).rejects.toThrow(/^line 2 is no OTLP JSON request/);
  });

  it("refuses a line that does not end", async () => {
    async function* endless(): AsyncGenerator<Uint8Array> {
      for (;;) yield Buffer.alloc(8 * 1024 * 1024, "x");
    }
    await expect(read(endless())).rejects.toThrow("line 1 has more than 67108864 bytes");
  });
});
