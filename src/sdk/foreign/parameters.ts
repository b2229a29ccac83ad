import type { TelemetryValue } from "../../internal/telemetry-record.ts";
import type { ContentGate } from "../../record/ports.ts";
import { MESSAGE_KINDS } from "./kinds.ts";

/** Attributes that hold the parameters of a request as one JSON text: all of the request but its messages. */
const PARAMETERS: ReadonlySet<string> = new Set(["llm.invocation_parameters", "langfuse.observation.model.parameters"]);

export function isParameters(key: string): boolean {
  return PARAMETERS.has(key);
}

/**
 * Of the parameters what is a number, a switch or one word. The instructions of OpenAI's Responses API and the descriptions of tools are parameters
 * to OpenInference; they stay only where everything may.
 */
export function plainParameters(value: TelemetryValue, gate: ContentGate): TelemetryValue | undefined {
  if (MESSAGE_KINDS.every((kind) => gate.allowsEverywhere(kind)) && gate.allowsEverywhere("toolDescriptions"))
    return value;
  const all = typeof value === "string" ? parsed(value) : value;
  if (typeof all !== "object" || all === null) return undefined;
  const plain = Object.entries(all).filter(([key, one]) => !TEXTS.test(key) && isPlain(one));
  return JSON.stringify(Object.fromEntries(plain));
}

const TEXTS = /^(instructions|system|system_instruction|prompt|input|query|suffix|messages?|contents?|text)$/i;
const WORD = /^[\w.:/@-]{1,64}$/;

function isPlain(value: unknown): boolean {
  return typeof value === "number" || typeof value === "boolean" || (typeof value === "string" && WORD.test(value));
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    // Cut by a limit: what is left of it cannot be told apart.
    return undefined;
  }
}
