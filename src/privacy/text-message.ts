import type { ContentKind } from "../semconv/content-kind.ts";
import type { Message } from "../semconv/messages.ts";
import type { MediaFilter } from "./media.ts";
import type { Redactor } from "./redactor.ts";

export interface TextMessageOptions {
  readonly kind: ContentKind;
  readonly redactor: Redactor;
  readonly media: MediaFilter;
  /** A text that may be longer as JSON is left to the tree, which cuts it. */
  readonly maxBytes: number;
}

/**
 * The JSON of a message that is one text, as most of a conversation are: what the way by a tree gives, in a third of the time. Undefined for
 * any other message.
 *
 * @param message - plain data: without getters, proxies and hidden properties
 */
export function textMessageJson(message: Message, options: TextMessageOptions): string | undefined {
  const { kind, redactor, media, maxBytes } = options;
  const { role, parts } = message;
  const part = Array.isArray(parts) && parts.length === 1 ? parts[0] : undefined;
  if (part?.type !== "text" || !hasKeys(message, "role", "parts") || !hasKeys(part, "type", "content"))
    return undefined;
  const { content } = part;
  if (typeof role !== "string" || typeof content !== "string") return undefined;
  if (role.length > MAX_ROLE_CHARS || (content.length + role.length) * MAX_GROWTH > maxBytes) return undefined;
  const clean = (text: string, path: string): string => {
    const asMedia = media(text, kind);
    return typeof asMedia === "string" ? asMedia : (redactor.text(text, { kind, path }, maxBytes) ?? "[Dropped]");
  };
  const saidRole = clean(role, "role");
  const type = clean("text", "parts.0.type");
  const text = clean(content, "parts.0.content");
  // A redactor of the application's own can make it longer.
  if ((saidRole.length + type.length + text.length) * MAX_GROWTH > maxBytes) return undefined;
  return JSON.stringify({ role: saidRole, parts: [{ type, content: text }] });
}

const MAX_ROLE_CHARS = 64;
/** Bytes that a character can become in JSON. */
const MAX_GROWTH = 6;

function hasKeys(value: object, first: string, second: string): boolean {
  const keys = Object.keys(value);
  return keys.length === 2 && keys[0] === first && keys[1] === second;
}
