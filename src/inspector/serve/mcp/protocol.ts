/** A JSON-RPC error, and the HTTP status that it comes with where one is prescribed. */
export class McpError extends Error {
  override readonly name = "McpError";
  readonly code: number;
  readonly status: number;
  readonly data: unknown;
  constructor(code: number, message: string, status: number = 200, data?: unknown) {
    super(message);
    this.code = code;
    this.status = status;
    this.data = data;
  }
}

const PARSE_ERROR: number = -32_700;
const INVALID_REQUEST: number = -32_600;
export const METHOD_NOT_FOUND: number = -32_601;
export const INVALID_PARAMS: number = -32_602;
export const INTERNAL_ERROR: number = -32_603;
const HEADER_MISMATCH = -32_020;
const UNSUPPORTED_VERSION = -32_022;

/** Revisions that begin with `initialize`, the newest first. */
export const HANDSHAKE_VERSIONS = ["2025-11-25", "2025-06-18", "2025-03-26"] as const;
/** Revisions in which each request says its version by itself. */
export const STATELESS_VERSIONS = ["2026-07-28"] as const;

const META = "io.modelcontextprotocol/";

type JsonObject = { readonly [name: string]: unknown };
type Header = (name: string) => string | undefined;

/** One request or notification. */
export interface Message {
  readonly method: string;
  readonly params: JsonObject;
  /** Absent in a notification. */
  readonly id: string | number | undefined;
  /** Whether its revision has no handshake: answers then say more. */
  readonly isStateless: boolean;
}

export function isObject(value: unknown): value is JsonObject {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/**
 * A message of the body of a request; undefined for an answer to something that was never asked.
 *
 * @throws McpError for what is no message, for a version that is not known, and where headers and body disagree
 */
export function readMessage(body: string, header: Header): Message | undefined {
  const json = parse(body);
  if (!isObject(json) || json.jsonrpc !== "2.0")
    throw new McpError(INVALID_REQUEST, "this is no JSON-RPC 2.0 message", 400);
  if ("result" in json || "error" in json) return undefined;
  const { method, params = {}, id } = json;
  if (typeof method !== "string" || !isObject(params))
    throw new McpError(INVALID_REQUEST, "the message names no method", 400);
  if (id !== undefined && typeof id !== "string" && typeof id !== "number")
    throw new McpError(INVALID_REQUEST, "the id must be text or a number", 400);
  const meta = isObject(params._meta) ? params._meta : {};
  const version = meta[`${META}protocolVersion`];
  if (version === undefined) checkHandshakeVersion(header("mcp-protocol-version"), method);
  else if (id !== undefined) checkStateless(version, meta, method, params, header);
  return { method, params, id, isStateless: version !== undefined };
}

function parse(body: string): unknown {
  try {
    return JSON.parse(body);
  } catch {
    throw new McpError(PARSE_ERROR, "the body is not JSON", 400);
  }
}

function checkHandshakeVersion(version: string | undefined, method: string): void {
  if (version === undefined || method === "initialize") return;
  if (HANDSHAKE_VERSIONS.some((one) => one === version)) return;
  if (STATELESS_VERSIONS.some((one) => one === version))
    throw new McpError(INVALID_PARAMS, `the request has no _meta with ${META}protocolVersion`, 400);
  throw unsupported(version);
}

/** What every request of these revisions carries, so that what stands between can read it without the body. */
function checkStateless(version: unknown, meta: JsonObject, method: string, params: JsonObject, header: Header): void {
  if (!STATELESS_VERSIONS.some((one) => one === version)) throw unsupported(version);
  if (!isObject(meta[`${META}clientCapabilities`]))
    throw new McpError(INVALID_PARAMS, `the request has no _meta with ${META}clientCapabilities`, 400);
  mirrored("MCP-Protocol-Version", header("mcp-protocol-version"), String(version));
  mirrored("Mcp-Method", header("mcp-method"), method);
  if (method === "tools/call" && typeof params.name === "string")
    mirrored("Mcp-Name", plainHeader(header("mcp-name")), params.name);
}

function mirrored(name: string, sent: string | undefined, inBody: string): void {
  if (sent?.trim() === inBody) return;
  throw new McpError(HEADER_MISMATCH, `the header ${name} does not say what the body says`, 400);
}

/** Text that a header cannot hold as it is comes as `=?base64?...?=`. */
function plainHeader(value: string | undefined): string | undefined {
  const encoded = /^=\?base64\?([A-Za-z0-9+/=]*)\?=$/.exec(value?.trim() ?? "")?.[1];
  return encoded === undefined ? value : Buffer.from(encoded, "base64").toString("utf8");
}

function unsupported(requested: unknown): McpError {
  const supported = [...STATELESS_VERSIONS, ...HANDSHAKE_VERSIONS];
  return new McpError(UNSUPPORTED_VERSION, "this protocol version is not supported", 400, { supported, requested });
}
