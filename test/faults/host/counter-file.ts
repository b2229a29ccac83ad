import { openSync, readFileSync, writeSync } from "node:fs";

/** Spans that a host began to end, and those whose `end()` returned: at most one apart, whenever the process was killed. */
export interface SpanCount {
  readonly begun: number;
  readonly ended: number;
}

export interface CounterFile {
  begin(): void;
  end(): void;
}

/** One plain write a step, so that the file is exact however the process ends. */
export function openCounterFile(path: string): CounterFile {
  const file = openSync(path, "w");
  const counts = new Uint32Array(2);
  const bytes = new Uint8Array(counts.buffer);
  const step = (index: 0 | 1): void => {
    counts[index] = (counts[index] ?? 0) + 1;
    writeSync(file, bytes, index * 4, 4, index * 4);
  };
  return { begin: () => step(0), end: () => step(1) };
}

export function readCounterFile(path: string): SpanCount {
  const bytes = Buffer.alloc(8);
  readFileSync(path).copy(bytes);
  return { begun: bytes.readUInt32LE(0), ended: bytes.readUInt32LE(4) };
}
