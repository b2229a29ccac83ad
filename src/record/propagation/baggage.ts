import { cleanedName } from "../../internal/name-cleaner.ts";
import { TASK_ID, TASK_TYPE } from "../../semconv/agentscribe-attributes.ts";
import { SESSION_ID } from "../../semconv/core-attributes.ts";
import { GEN_AI_CONVERSATION_ID } from "../../semconv/gen-ai-attributes.ts";

/** What travels with a trace: ids of this package and of the conventions; never a user, a tenant or content. */
export const BAGGAGE_KEYS: readonly string[] = [SESSION_ID, GEN_AI_CONVERSATION_ID, TASK_ID, TASK_TYPE];

/** The limits of W3C Baggage, section 4.3. */
const MAX_BYTES = 8192;
const MAX_MEMBERS = 180;

/** Reads the members of a `baggage` header that this package put there; others can write the same ones. */
export function parseBaggage(header: unknown): Record<string, string> {
  const result: Record<string, string> = {};
  if (typeof header !== "string" || header.length > MAX_BYTES) return result;
  for (const member of header.split(",", MAX_MEMBERS)) {
    const [pair = ""] = member.split(";", 1);
    const at = pair.indexOf("=");
    const key = pair.slice(0, at).trim();
    if (at < 1 || !BAGGAGE_KEYS.includes(key)) continue;
    const value = decode(pair.slice(at + 1).trim());
    if (value !== undefined && value !== "" && value.length <= 1024) result[key] = cleanedName(value);
  }
  return result;
}

/**
 * Adds ours to a `baggage` header, keeping what others put there, but not the conversation and task that stand beside the id of another session.
 * Undefined when nothing is to be changed or there is no room for ours.
 */
export function formatBaggage(existing: unknown, ours: Readonly<Record<string, string>>): string | undefined {
  if (typeof existing === "string" && existing.length > MAX_BYTES) return undefined;
  const replaced = isOfAnotherSession(existing, ours) ? BAGGAGE_KEYS : Object.keys(ours);
  const others = (typeof existing === "string" ? existing.split(",") : []).filter(
    (member) => member.trim() !== "" && !replaced.includes((member.split("=", 1)[0] ?? "").trim()),
  );
  const members = [
    ...others.map((member) => member.trim()),
    ...Object.entries(ours).map(([key, value]) => `${key}=${encodeURIComponent(value)}`),
  ];
  const header = members.join(",");
  return header === "" || header.length > MAX_BYTES || members.length > MAX_MEMBERS ? undefined : header;
}

function isOfAnotherSession(existing: unknown, { [SESSION_ID]: session }: Readonly<Record<string, string>>): boolean {
  const { [SESSION_ID]: before } = parseBaggage(existing);
  return session !== undefined && before !== undefined && before !== session;
}

function decode(value: string): string | undefined {
  try {
    return decodeURIComponent(value);
  } catch {
    return undefined; // A malformed escape makes this one member unreadable.
  }
}
