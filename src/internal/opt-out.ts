type Environment = Readonly<Record<string, string | undefined>>;

const OFF = new Set(["false", "0", "no", "off"]);
const ON = new Set(["true", "1", "yes", "on"]);

/**
 * Why telemetry is off, or undefined when it is on.
 *
 * Whoever runs the program has the last word: `TELEMETRY_ENABLED` (false, 0, no, off), `DO_NOT_TRACK` (1, true, yes, on) and
 * `OTEL_SDK_DISABLED=true`, in any case, win over an option in code.
 */
export function optOutReason(options: unknown, env: Environment): string | undefined {
  if (OFF.has(word(env, "TELEMETRY_ENABLED"))) return `TELEMETRY_ENABLED=${word(env, "TELEMETRY_ENABLED")}`;
  if (ON.has(word(env, "DO_NOT_TRACK"))) return `DO_NOT_TRACK=${word(env, "DO_NOT_TRACK")}`;
  if (word(env, "OTEL_SDK_DISABLED") === "true") return "OTEL_SDK_DISABLED=true";
  return isDisabled(options) ? "enabled: false" : undefined;
}

function word(env: Environment, name: string): string {
  return (env[name] ?? "").trim().toLowerCase();
}

function isDisabled(options: unknown): boolean {
  try {
    return (options as { enabled?: unknown } | null | undefined)?.enabled === false;
  } catch {
    return false; // Options that cannot be read say nothing here; whoever validates them says what is wrong.
  }
}
