import type { TelemetryAttributes } from "../../internal/telemetry-record.ts";
import * as core from "../../semconv/core-attributes.ts";
import * as genAi from "../../semconv/gen-ai-attributes.ts";
import { METRICS } from "../../semconv/metrics.ts";
import { failScope } from "../fail-scope.ts";
import { finite, label, read } from "../given-value.ts";
import { type AttributeDraft, putAll } from "../present.ts";
import type { Scope } from "../scope.ts";
import type { FailureFacts } from "../scope-type.ts";
import { type McpCallFacts, type McpSide, putConnection, TOOL_CALL } from "./call-facts.ts";

/** What becomes of one MCP message, on the scope that stands for it. */
export class McpCallAnswer {
  readonly #scope: Scope;
  readonly #side: McpSide;
  readonly #method: string;
  readonly #known: AttributeDraft = {};
  /** The result of a tool; absent when there was none. */
  result: { readonly value: unknown } | undefined;
  /** Why it failed, if it did: the scope may have failed for another reason, or go on. */
  errorType: string | undefined;
  #isAnswered = false;

  constructor(scope: Scope, side: McpSide, facts: McpCallFacts) {
    this.#scope = scope;
    this.#side = side;
    this.#method = facts.method;
    putAll(this.#known, facts.attributes);
  }

  connection(facts: unknown): void {
    const found: AttributeDraft = {};
    putConnection(found, facts);
    this.#note(found);
  }

  /** The JSON-RPC response: its result, or its error. */
  response(message: unknown): void {
    const error = read(message, "error");
    if (typeof error !== "object" || error === null) {
      this.settled(read(message, "result"));
      return;
    }
    this.#isAnswered = true;
    const code = finite(read(error, "code"));
    if (code === undefined) return;
    this.#note({ [core.RPC_RESPONSE_STATUS_CODE]: String(code) });
    // As with HTTP: what the caller did wrong is no failure of the one who says so.
    if (this.#side === "server" && CALLERS_MISTAKES.has(code)) return;
    this.#fail(error, { type: String(code) });
  }

  /** The result, as it was sent or given to whoever asked. */
  settled(value: unknown): void {
    if (this.#isAnswered) return;
    this.#isAnswered = true;
    const version = this.#method === "initialize" ? label(read(value, "protocolVersion")) : undefined;
    if (version !== undefined) this.#note({ [genAi.MCP_PROTOCOL_VERSION]: version });
    if (this.#method !== TOOL_CALL || value === undefined) return;
    this.result = { value };
    if (read(value, "isError") === true) this.#fail(undefined, { type: "tool_error" });
  }

  failed(facts: FailureFacts | undefined, type: string): void {
    this.errorType ??= facts?.type ?? type;
  }

  #fail(error: unknown, facts: FailureFacts): void {
    this.errorType ??= facts.type;
    failScope(this.#scope, error, facts);
  }

  #note(attributes: TelemetryAttributes): void {
    if (this.#scope.isEnded) return;
    putAll(this.#known, attributes);
    this.#scope.note(attributes);
  }

  measure(seconds: number, errorType: string | undefined): void {
    const { instruments, labels } = this.#scope.recorder;
    let set = labels;
    for (const key of LABELS) set = set.with(key, this.#known[key]);
    const metric = this.#side === "client" ? METRICS.mcpClientDuration : METRICS.mcpServerDuration;
    instruments.measure(metric, seconds, set.with(core.ERROR_TYPE, errorType).attributes, this.#scope.context);
  }
}

/** Codes of JSON-RPC and MCP: no JSON, no request, no such method, wrong parameters, no such resource. */
const CALLERS_MISTAKES: ReadonlySet<number> = new Set([-32700, -32600, -32601, -32602, -32002]);

const LABELS = [
  genAi.MCP_METHOD_NAME,
  genAi.GEN_AI_OPERATION_NAME,
  genAi.GEN_AI_TOOL_NAME,
  genAi.GEN_AI_PROMPT_NAME,
  genAi.MCP_PROTOCOL_VERSION,
  core.RPC_RESPONSE_STATUS_CODE,
  core.NETWORK_TRANSPORT,
  core.NETWORK_PROTOCOL_NAME,
  core.SERVER_ADDRESS,
  core.SERVER_PORT,
] as const;
