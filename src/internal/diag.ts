import { terminalText } from "./terminal-text.ts";
import { writeStderr } from "./write-stderr.ts";

/** What went wrong inside telemetry, said and counted. */
export interface Diag {
  /** A cause the operator can mend (environment, backend). `key` names the cause; only its first message is written. */
  warn(key: string, message: string): void;
  /** A fault of ours that was contained. */
  error(key: string, message: string): void;
  /** The state of a trouble that lasts: each message is written, and the caller sees to it that there are few. */
  report(key: string, message: string): void;
  debug(message: string): void;
  /** How often each cause was met. */
  counts(): Readonly<Record<string, number>>;
}

export interface DiagOptions {
  /** Receives each line that is written. @defaultValue one line on stderr, and the OpenTelemetry diag logger when the host has set one */
  readonly write?: (level: "warn" | "error" | "debug", message: string) => void;
}

const MAX_CAUSES = 500;
const MAX_LINE_CHARS = 500;

export function createDiag(options: DiagOptions = {}): Diag {
  const write = options.write ?? writeLine;
  const seen = new Map<string, number>();
  const say = (level: "warn" | "error", key: string, message: string, again = false): void => {
    const count = seen.get(key) ?? 0;
    if (count === 0 && seen.size >= MAX_CAUSES) return;
    seen.set(key, count + 1);
    if (count === 0 || again) contained(() => write(level, message));
  };
  return {
    warn: (key, message) => say("warn", key, message),
    error: (key, message) => say("error", key, message),
    report: (key, message) => say("warn", key, message, true),
    debug: (message) => contained(() => write("debug", message)),
    counts: () => Object.fromEntries(seen),
  };
}

interface OtelDiag {
  warn(message: string): void;
  error(message: string): void;
  debug(message: string): void;
}

function writeLine(level: "warn" | "error" | "debug", message: string): void {
  const api = (globalThis as Record<symbol, unknown>)[Symbol.for("opentelemetry.js.api.1")] as
    | { diag?: OtelDiag }
    | undefined;
  // Names, values and answers of backends stand in messages.
  const line = `agentscribe: ${terminalText(message, MAX_LINE_CHARS)}`;
  if (api?.diag !== undefined) api.diag[level](line);
  else if (level !== "debug") writeStderr(`${line}\n`);
}

function contained(fn: () => void): void {
  try {
    fn();
  } catch {
    // A broken stderr or logger must not reach the host; there is nowhere left to say so.
  }
}
