import { isUint8Array } from "node:util/types";
import type { Cleaner } from "./cleaner.ts";
import type { StoredResult, ToolEntry } from "./format.ts";
import { bytesOf, storeBody } from "./stored-body.ts";

/** What a tool gave as a cassette keeps it, without its secrets; or why it cannot be kept. */
export function storeResult(value: unknown, cleaner: Cleaner, maxBytes: number): Pick<ToolEntry, "result" | "omitted"> {
  if (value === undefined) return { result: {} };
  if (!isUint8Array(value)) return { result: { value: cleaner.value(value) } };
  if (value.byteLength > maxBytes) return { omitted: tooLarge(maxBytes) };
  const bytes = storeBody(value, "", cleaner) ?? { text: "" };
  return "omitted" in bytes ? { omitted: bytes.omitted } : { result: { bytes, isBuffer: Buffer.isBuffer(value) } };
}

/** The value of a stored result. Each caller gets one of its own to change. */
export function restoreResult({ value, bytes, isBuffer }: StoredResult): unknown {
  if (bytes === undefined) return structuredClone(value);
  const restored = Buffer.from(bytesOf(bytes) ?? []);
  return isBuffer === true ? restored : new Uint8Array(restored);
}

export function tooLarge(maxBytes: number): string {
  return `it has more than ${maxBytes} bytes`;
}
