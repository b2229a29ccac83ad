import type { TestAttributes } from "./span.ts";

/** An attribute that is a text; absent when it is none. */
export function textAttribute(attributes: TestAttributes, name: string): string | undefined {
  const value = attributes[name];
  return typeof value === "string" ? value : undefined;
}
