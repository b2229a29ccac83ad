import { monotonicMillis } from "./real-timers.ts";
import { writeLine } from "./write-line.ts";

/** What went wrong inside telemetry, said and counted. */
export interface Diag {
  /** A cause the operator can mend (environment, backend). `key` names the cause; only its first message is written. */
  warn(key: string, message: string): void;
  /** A fault of ours that was contained. */
  error(key: string, message: string): void;
  /** Records are lost or held. As `warn`, but of all such causes and reports together one line a minute at most is written; `report` tells of the rest. */
  trouble(key: string, message: string): void;
  /** What is lost and held by now. Counted and written unless such a line was written within the last minute; says whether it was. */
  report(key: string, message: string): boolean;
  debug(message: string): void;
  /** How often each cause was met. */
  counts(): Readonly<Record<string, number>>;
}

export interface DiagOptions {
  /** Receives each line that is written. @defaultValue one line on stderr, and the OpenTelemetry diag logger when the host has set one */
  readonly write?: (level: "warn" | "error" | "debug", message: string) => void;
  /** Monotonic milliseconds. @defaultValue `monotonicMillis` */
  readonly now?: () => number;
}

const MAX_CAUSES = 500;
/** Between two lines about records that are lost or held. */
const TROUBLE_MILLIS = 60_000;

export function createDiag(options: DiagOptions = {}): Diag {
  const { write = writeLine, now = monotonicMillis } = options;
  const seen = new Map<string, number>();
  let troubleAt = Number.NEGATIVE_INFINITY;
  /** How often the cause had been met before; undefined when there are too many causes. */
  const count = (key: string): number | undefined => {
    const before = seen.get(key) ?? 0;
    if (before === 0 && seen.size >= MAX_CAUSES) return undefined;
    seen.set(key, before + 1);
    return before;
  };
  const say = (level: "warn" | "error", key: string, message: string): void => {
    if (count(key) === 0) contained(() => write(level, message));
  };
  const isQuiet = (): boolean => now() - troubleAt >= TROUBLE_MILLIS;
  const sayTrouble = (message: string): void => {
    troubleAt = now();
    contained(() => write("warn", message));
  };
  return {
    warn: (key, message) => say("warn", key, message),
    error: (key, message) => say("error", key, message),
    trouble(key, message) {
      if (count(key) === 0 && isQuiet()) sayTrouble(message);
    },
    report(key, message) {
      if (!isQuiet() || count(key) === undefined) return false;
      sayTrouble(message);
      return true;
    },
    debug: (message) => contained(() => write("debug", message)),
    counts: () => Object.fromEntries(seen),
  };
}

function contained(fn: () => void): void {
  try {
    fn();
  } catch {
    // A broken stderr or logger must not reach the host; there is nowhere left to say so.
  }
}
