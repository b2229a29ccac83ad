import { isPromise } from "../internal/is-promise.ts";
import { MAX_READ_CHARS } from "../internal/text-head.ts";
import type { ContentKind } from "../semconv/content-kind.ts";
import { cleanName } from "./clean-name.ts";
import type { SafeJson } from "./sanitize.ts";

/** A body that is kept out of the telemetry. */
export interface SinkContent {
  readonly kind: ContentKind;
  readonly mime?: string;
  /** The body of media. */
  readonly bytes?: Uint8Array;
  /** A text body: raw provider bodies, already redacted. */
  readonly text?: string;
}

/** Takes a body of at most 4 MiB and returns the reference that is recorded in its place; undefined records only hash and size. */
export type ContentSink = (content: SinkContent) => string | undefined;

export interface MediaOptions {
  /** Bodies above it are described by size alone. @defaultValue 4 MiB, which hashes in some ten milliseconds */
  readonly maxHashedBytes?: number;
  readonly contentSink?: ContentSink;
  /** Told when the sink throws or returns no text. */
  readonly onSinkFailure?: () => void;
}

/** Replaces media inside content; undefined for what is none. */
export type MediaFilter = (value: unknown, kind: ContentKind) => SafeJson | undefined;

/**
 * Replaces base64 bodies, `data:` URLs and bytes by a reference: parts of type `blob` become parts of type `uri` with
 * `uri: "sha256:<hex>"` (or what the content sink returned), modality, MIME type and size; elsewhere a text says the same.
 */
export function createMediaFilter(options: MediaOptions = {}): MediaFilter {
  const maxHashed = options.maxHashedBytes ?? 4 * 1024 * 1024;

  const reference = (body: Body, kind: ContentKind): { uri: string; size: number } => {
    if (body.size > maxHashed) return { uri: `size:${body.size}`, size: body.size };
    const bytes = body.bytes();
    const kept = offer(options, { kind, bytes, ...(body.mime === undefined ? {} : { mime: body.mime }) });
    return { uri: kept ?? `sha256:${hashOf(bytes)}`, size: body.size };
  };

  return (value, kind) => {
    if (typeof value === "string") {
      const body = textBody(value);
      return body === undefined ? undefined : describe(reference(body, kind), body.mime);
    }
    if (typeof value !== "object" || value === null) return undefined;
    const bytes = bytesOf(value);
    if (bytes !== undefined) return describe(reference(bytes, kind));
    const part = mediaPart(value);
    if (part === undefined) return undefined;
    const { uri, size } = reference(part.body, kind);
    const result: { [key: string]: SafeJson } = { type: "uri", modality: part.modality, uri, size };
    if (part.body.mime !== undefined) result.mime_type = part.body.mime;
    return result;
  };
}

/** What stands for a text that is kept elsewhere: the sink's reference, or the text's hash. */
export function textReference(text: string, kind: ContentKind, options: MediaOptions): string {
  return offer(options, { kind, text }) ?? `sha256:${hashOf(text)}`;
}

/** Asks the sink for a reference; undefined when there is none or it fails. */
function offer(options: MediaOptions, content: SinkContent): string | undefined {
  if (options.contentSink === undefined) return undefined;
  try {
    const answer: unknown = options.contentSink(content);
    if (typeof answer === "string") return words(answer, MAX_REFERENCE_CHARS);
    if (answer === undefined) return undefined;
    if (isPromise(answer)) answer.catch(() => undefined);
  } catch {
    // Counted below: the reference falls back to the hash, the body never goes anywhere else.
  }
  options.onSinkFailure?.();
  return undefined;
}

const MAX_REFERENCE_CHARS = 2_048;

/** A text that stands beside the body or in its place, without secrets. */
function words(text: string, maxChars: number): string {
  return cleanName(text).slice(0, maxChars).toWellFormed();
}

function hashOf(body: Uint8Array | string): string {
  return process.getBuiltinModule("node:crypto").createHash("sha256").update(body).digest("hex");
}

interface Body {
  readonly size: number;
  readonly mime?: string;
  bytes(): Uint8Array;
}

const MIN_BASE64_CHARS = 1024;
const DATA_URL = /^data:([\w.+-]{1,80}\/[\w.+-]{1,80})?((?:;[\w=.-]{1,80}){0,4}),/;

/** A text that is too long to be looked at can only be one: no address is. */
function isDataUrl(text: string): boolean {
  return text.length > MAX_READ_CHARS || text.startsWith("data:");
}

function textBody(text: string): Body | undefined {
  if (text.length > MAX_READ_CHARS) return undefined;
  if (text.startsWith("data:")) {
    const match = DATA_URL.exec(text.slice(0, 512));
    if (match === null) return undefined;
    return base64Body(text, match[0].length, match[1]);
  }
  return text.length >= MIN_BASE64_CHARS && isBase64(text) ? base64Body(text, 0, undefined) : undefined;
}

function base64Body(text: string, start: number, mime: string | undefined): Body {
  const padding = text.length > MAX_READ_CHARS ? 0 : text.endsWith("==") ? 2 : text.endsWith("=") ? 1 : 0;
  return {
    size: Math.max(0, Math.floor(((text.length - start) * 3) / 4) - padding),
    ...(mime === undefined ? {} : { mime }),
    bytes: () => Buffer.from(text.slice(start), "base64"),
  };
}

/** Looks at both ends only: the middle of a run this long without a space is the same. */
function isBase64(text: string): boolean {
  const sample = text.slice(0, 512) + text.slice(-512);
  return /^[A-Za-z0-9+/_=\r\n-]+$/.test(sample) && /[A-Z]/.test(sample) && /[a-z]/.test(sample) && /\d/.test(sample);
}

function bytesOf(value: object): Body | undefined {
  if (!ArrayBuffer.isView(value)) return undefined;
  const view = new Uint8Array(value.buffer, value.byteOffset, value.byteLength);
  return { size: value.byteLength, bytes: () => view };
}

function mediaPart(value: object): { modality: string; body: Body } | undefined {
  const type = property(value, "type");
  if (type !== "blob" && type !== "uri") return undefined;
  const content = property(value, type === "blob" ? "content" : "uri");
  if (type === "uri" && !(typeof content === "string" && isDataUrl(content))) return undefined;
  const body =
    typeof content === "string"
      ? (textBody(content) ?? base64Body(content, 0, undefined))
      : typeof content === "object" && content !== null
        ? bytesOf(content)
        : undefined;
  if (body === undefined) return undefined;
  const mime = property(value, "mime_type");
  const modality = property(value, "modality");
  const named = typeof mime === "string" ? words(mime, 100) : body.mime;
  return {
    modality: typeof modality === "string" ? words(modality, 100) : (named?.split("/")[0] ?? "document"),
    body: { size: body.size, bytes: body.bytes, ...(named === undefined ? {} : { mime: named }) },
  };
}

function property(value: object, key: string): unknown {
  return Object.getOwnPropertyDescriptor(value, key)?.value;
}

function describe({ uri, size }: { uri: string; size: number }, mime = "bytes"): string {
  return `[Media ${mime}, ${size} bytes, ${uri}]`;
}
