import { CONTENT_KINDS } from "../semconv/content-kind.ts";

/** One thing wrong with an option that code gave. */
export interface Problem {
  /** Path of the option, such as `capture.prompts`. */
  readonly option: string;
  readonly expected: string;
  /** A short, safe description of the value. */
  readonly got: string;
}

/** Checks a capture option from code; an empty list when it is right. Never throws. */
export function validateCapture(option: unknown): readonly Problem[] {
  if (option === undefined || option === "none" || option === "full") return [];
  if (typeof option !== "object" || option === null || Array.isArray(option)) {
    return [{ option: "capture", expected: '"none", "full" or an object of gates', got: describe(option) }];
  }
  try {
    return Object.entries(option).flatMap(([name, value]) => checkGate(name, value));
  } catch {
    // A getter or Proxy of the caller threw: what cannot be read cannot be trusted to close a gate.
    return [{ option: "capture", expected: "an object that can be read", got: "an object that throws" }];
  }
}

const GATES: ReadonlySet<string> = new Set([...CONTENT_KINDS, "delta"]);
const PLACES: ReadonlySet<unknown> = new Set(["span", "event", "span_and_event"]);

function checkGate(name: string, value: unknown): readonly Problem[] {
  const option = `capture.${name}`;
  if (value === undefined) return [];
  if (name === "where") {
    return PLACES.has(value) ? [] : [{ option, expected: '"span", "event" or "span_and_event"', got: describe(value) }];
  }
  if (!GATES.has(name)) return [{ option, expected: `one of ${[...GATES, "where"].join(", ")}`, got: describe(name) }];
  return typeof value === "boolean" ? [] : [{ option, expected: "true or false", got: describe(value) }];
}

function describe(value: unknown): string {
  if (typeof value === "string") return JSON.stringify(value.slice(0, 60));
  if (typeof value === "number" || typeof value === "boolean" || value === null) return String(value);
  return Array.isArray(value) ? "an array" : typeof value;
}
