type Environment = Readonly<Record<string, string | undefined>>;

const OFF = new Set(["false", "0", "no", "off", "n", "disabled"]);
const ON = new Set(["true", "1", "yes", "on", "y", "enabled"]);

/**
 * Why telemetry is off, or undefined when it is on.
 *
 * Whoever runs the program has the last word: `TELEMETRY_ENABLED` (false, 0, no, off, n, disabled), `DO_NOT_TRACK` (1, true, yes, on, y, enabled) and
 * `OTEL_SDK_DISABLED=true`, in any case, win over an option in code. The first two count with quotes around them too, which a file of variables for
 * Docker keeps; of the third the specification of OpenTelemetry says that nothing else turns anything off.
 */
export function optOutReason(options: unknown, env: Environment): string | undefined {
  const enabled = unquoted(word(env, "TELEMETRY_ENABLED"));
  if (OFF.has(enabled)) return `TELEMETRY_ENABLED=${enabled}`;
  const untracked = unquoted(word(env, "DO_NOT_TRACK"));
  if (ON.has(untracked)) return `DO_NOT_TRACK=${untracked}`;
  if (word(env, "OTEL_SDK_DISABLED") === "true") return "OTEL_SDK_DISABLED=true";
  return isDisabled(options) ? "enabled: false" : undefined;
}

/** Those of the variables above that say neither on nor off, and so turn nothing off. */
export function unknownSwitches(env: Environment): readonly { readonly name: string; readonly word: string }[] {
  const isKnown = (text: string): boolean => text === "" || OFF.has(text) || ON.has(text);
  const found = ["TELEMETRY_ENABLED", "DO_NOT_TRACK"].map((name) => ({ name, word: unquoted(word(env, name)) }));
  const disabled = word(env, "OTEL_SDK_DISABLED");
  return [
    ...found.filter((one) => !isKnown(one.word)),
    ...(["", "true", "false"].includes(disabled) ? [] : [{ name: "OTEL_SDK_DISABLED", word: disabled }]),
  ];
}

function unquoted(text: string): string {
  return /^(["'])(.*)\1$/.exec(text)?.[2]?.trim() ?? text;
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
