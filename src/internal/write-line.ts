import { terminalText } from "./terminal-text.ts";
import { writeStderr } from "./write-stderr.ts";

const MAX_LINE_CHARS = 500;

interface OtelDiag {
  warn(message: string): void;
  error(message: string): void;
  debug(message: string): void;
}

/** One line on stderr, or in the OpenTelemetry diag logger when the host has set one; never throws. */
export function writeLine(level: "warn" | "error" | "debug", message: string): void {
  try {
    const api = (globalThis as Record<symbol, unknown>)[Symbol.for("opentelemetry.js.api.1")] as
      | { diag?: OtelDiag }
      | undefined;
    // Names, values and answers of backends stand in messages.
    const line = `agentscribe: ${terminalText(message, MAX_LINE_CHARS)}`;
    if (api?.diag !== undefined) api.diag[level](line);
    else if (level !== "debug") writeStderr(`${line}\n`);
  } catch {
    // A logger of the host that fails; there is nowhere left to say so.
  }
}
