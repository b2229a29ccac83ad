import { gzipSync, zstdCompressSync } from "node:zlib";
import { describe, expect, it } from "vitest";
import { signalOfProtobuf } from "../../../src/cli/files/otlp-signal.ts";
import { readOtlp } from "../../../src/cli/files/read-otlp.ts";
import { jsonToProtobuf } from "../../../src/inspector/decode/json-to-protobuf.ts";

const span = {
  traceId: "1".padStart(32, "0"),
  spanId: "1".padStart(16, "0"),
  name: "s",
  startTimeUnixNano: "5",
  endTimeUnixNano: "6",
};
const requests = {
  traces: { resourceSpans: [{ resource: {}, scopeSpans: [{ scope: { name: "x" }, spans: [span] }] }] },
  logs: {
    resourceLogs: [
      {
        resource: {},
        scopeLogs: [{ scope: { name: "x" }, logRecords: [{ observedTimeUnixNano: "5", eventName: "e" }] }],
      },
    ],
  },
  metrics: {
    resourceMetrics: [
      {
        resource: {},
        scopeMetrics: [
          {
            scope: { name: "x" },
            metrics: [
              { name: "m".repeat(16), unit: "12345678", gauge: { dataPoints: [{ asInt: "1", timeUnixNano: "5" }] } },
            ],
          },
        ],
      },
    ],
  },
} as const;

const protobuf = (signal: keyof typeof requests) =>
  jsonToProtobuf(signal, Buffer.from(JSON.stringify(requests[signal])));

async function read(bytes: Uint8Array, size = 7): Promise<string[]> {
  const chunks = (async function* () {
    for (let at = 0; at < bytes.byteLength; at += size) yield bytes.subarray(at, at + size);
  })();
  const found: string[] = [];
  for await (const { signal, encoding } of readOtlp(chunks)) found.push(`${signal} ${encoding}`);
  return found;
}

const inBigEndian = (text: string) => Buffer.from(text, "utf16le").swap16();

describe("signalOfProtobuf()", () => {
  it("tells the three signals apart, and what is none of them", () => {
    for (const signal of ["traces", "logs", "metrics"] as const)
      expect(signalOfProtobuf(protobuf(signal))).toBe(signal);
    for (const other of ["", "text", "\u0000\u0001", "\n\u0004abcd"])
      expect(signalOfProtobuf(Buffer.from(other))).toBeUndefined();
  });
});

describe("readOtlp()", () => {
  it("tells lines, a document, a list and protobuf apart, whatever pieces they come in", async () => {
    const { traces, logs, metrics } = requests;
    const lines = [traces, logs, metrics].map((one) => `${JSON.stringify(one)}\n`).join("\n");
    for (const size of [1, 7, 100_000]) {
      expect(await read(Buffer.from(lines), size)).toEqual(["traces json", "logs json", "metrics json"]);
      expect(await read(Buffer.from(`\ufeff${JSON.stringify(traces, null, 2)}`), size)).toEqual(["traces json"]);
      expect(await read(Buffer.from(JSON.stringify([traces, { ...logs, ...metrics }], null, 1)), size)).toEqual([
        "traces json",
        "logs json",
        "metrics json",
      ]);
      expect(await read(protobuf("logs"), size)).toEqual(["logs protobuf"]);
    }
    expect(await read(Buffer.from("\n \n"))).toEqual([]);
    expect(await read(Buffer.from("\ufeff\n"))).toEqual([]);
  });

  it("takes lines and documents in UTF-16, as Windows PowerShell writes them, and packed files in any pieces", async () => {
    const { traces, logs } = requests;
    const lines = `\ufeff${JSON.stringify(traces)}\r\n${JSON.stringify(logs)}\r\n`;
    const document = `\ufeff${JSON.stringify([logs, traces], null, 2)}\r\n`;
    for (const size of [1, 7, 100_000]) {
      for (const encode of [(text: string) => Buffer.from(text, "utf16le"), inBigEndian]) {
        expect(await read(encode(lines), size)).toEqual(["traces json", "logs json"]);
        expect(await read(encode(document), size)).toEqual(["logs json", "traces json"]);
        expect(await read(encode("\ufeff"), size)).toEqual([]);
      }
      expect(await read(gzipSync(lines), size)).toEqual(["traces json", "logs json"]);
    }
  });

  it("takes lines behind empty ones, and a list on one line", async () => {
    const { traces, logs } = requests;
    const lines = `\ufeff\n \r\n${JSON.stringify(traces)}\n\n${JSON.stringify(logs)}`;
    const list = JSON.stringify([traces, logs]);
    for (const size of [1, 7, 100_000]) {
      for (const text of [lines, list, `${list}\n`])
        expect(await read(Buffer.from(text), size)).toEqual(["traces json", "logs json"]);
    }
  });

  it.each([
    ["gzip", gzipSync],
    ["zstd", zstdCompressSync],
  ] as const)("reads files of %s that were put together, to the end", async (_, compress) => {
    const line = `${JSON.stringify(requests.traces)}\n`;
    const parts = Array.from({ length: 5 }, (_, count) => compress(line.repeat(1 + count * count)));
    for (const size of [5, 64, 100_000])
      expect(await read(Buffer.concat(parts), size)).toHaveLength(1 + 2 + 5 + 10 + 17);
    await expect(read(Buffer.concat(parts).subarray(0, -3), 64)).rejects.toThrow();
  });

  it("refuses what is no telemetry", async () => {
    for (const [text, problem] of [
      ["{\n", "no valid JSON"],
      ['{\n "a": 1\n}', "no OTLP"],
      ["[1, null]\n", "no OTLP"],
      ["hello", "neither"],
    ] as const) {
      await expect(read(Buffer.from(text))).rejects.toThrow(problem);
    }
  });
});
