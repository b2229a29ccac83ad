import type { TraceState } from "@opentelemetry/api";

const MAX_HEADER = 8_192;
const MAX_KEPT = 512;
const MAX_LONG = 128;
/** What a header can carry: a carrier that is none, such as `_meta` of MCP, may hold anything, and what is written on must not make a request fail. */
const MEMBER = /^[\x21-\x3c\x3e-\x7e]+=[\x20-\x7e]*$/;

/**
 * Vendor state of a trace, passed on as it came, and cut to 512 characters. Source: W3C Trace Context, section 3.3: members of more than 128 go first,
 * then the last ones.
 */
export function passThroughTraceState(header: unknown): TraceState | undefined {
  if (typeof header !== "string" || header.length > MAX_HEADER) return undefined;
  const members = header
    .split(",")
    .map((member) => member.trim())
    .filter((member) => MEMBER.test(member));
  const kept = members.join(",").length > MAX_KEPT ? withoutLast(members.filter(isShort)) : members;
  return kept.length === 0 ? undefined : fromMembers(kept);
}

function isShort(member: string): boolean {
  return member.length <= MAX_LONG;
}

function withoutLast(members: readonly string[]): readonly string[] {
  let length = -1;
  const over = members.findIndex((member) => {
    length += 1 + member.length;
    return length > MAX_KEPT;
  });
  return over === -1 ? members : members.slice(0, over);
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
