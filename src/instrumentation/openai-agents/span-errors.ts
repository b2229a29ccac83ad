import { readPath } from "../read-path.ts";

const KNOWN: Readonly<Record<string, string>> = {
  "Max turns exceeded": "MaxTurnsExceededError",
  "Error running tool": "ToolError",
  "Error running tool (non-fatal)": "ToolError",
  "Guardrail tripwire triggered": "GuardrailTripwireTriggered",
};

/** The error of a span of the SDK, which keeps only its text, as one with a name; absent when the span has none. */
export function errorOf(span: unknown): { readonly name: string; readonly message: string } | undefined {
  const error = readPath(span, "error");
  if (typeof error !== "object" || error === null) return undefined;
  const said = readPath(error, "message");
  const detail = readPath(error, "data", "error");
  const message = typeof detail === "string" ? detail : String(said);
  // `String(error)` starts with the name of the error's class.
  const name = /^((?:[A-Za-z_$][\w$]{0,60})?(?:Error|Exception|Triggered)):/.exec(message.slice(0, 100))?.[1];
  return { name: name ?? KNOWN[String(said)] ?? "AgentError", message };
}

/** Why a run ended, where the error says it: the limit of turns. */
export function reasonOf(error: { readonly name: string } | undefined): { readonly reason?: string } {
  return error?.name === "MaxTurnsExceededError" ? { reason: "max_turns" } : {};
}
