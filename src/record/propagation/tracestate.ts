import type { TraceState } from "@opentelemetry/api";

/** Vendor state of a trace, passed on as it came. Source: W3C Trace Context, section 3.3: at most 512 characters need be kept. */
export function passThroughTraceState(header: unknown): TraceState | undefined {
  if (typeof header !== "string" || header.length > 512 || header.trim() === "") return undefined;
  return fromMembers(
    header
      .split(",")
      .map((member) => member.trim())
      .filter((member) => member.includes("=")),
  );
}

function fromMembers(members: readonly string[]): TraceState {
  const without = (key: string): string[] => members.filter((member) => !member.startsWith(`${key}=`));
  return {
    get: (key) => members.find((member) => member.startsWith(`${key}=`))?.slice(key.length + 1),
    set: (key, value) => fromMembers([`${key}=${value}`, ...without(key)].slice(0, 32)),
    unset: (key) => fromMembers(without(key)),
    serialize: () => members.join(","),
  };
}
