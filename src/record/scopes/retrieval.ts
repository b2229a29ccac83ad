import { isList } from "../../internal/own-keys.ts";
import type { TelemetryAttributes } from "../../internal/telemetry-record.ts";
import { RETRIEVAL_DOCUMENT_COUNT } from "../../semconv/agentscribe-attributes.ts";
import { SERVER_ADDRESS } from "../../semconv/core-attributes.ts";
import * as genAi from "../../semconv/gen-ai-attributes.ts";
import type { MemoryOperation, Provider } from "../../semconv/operations.ts";
import { setCaptured } from "../capture-messages.ts";
import { finite, label, read } from "../given-value.ts";
import { countError, measureOperation } from "../measure-operation.ts";
import { present } from "../present.ts";
import type { Scope } from "../scope.ts";
import { createScopeHandle, extendHandle, type ScopeHandle } from "../scope-handle.ts";
import type { ScopeOptions, ScopeType } from "../scope-type.ts";
import { serverAttributes } from "../server-attributes.ts";
import { userAttributes } from "../user-attributes.ts";

/** What is known of a search for documents before it is done. */
export interface RetrievalOptions extends ScopeOptions {
  /** The id of the index or collection, as the system that holds it knows it. */
  readonly dataSourceId?: string | undefined;
  readonly provider?: Provider | undefined;
  readonly model?: string | undefined;
  /** Content of kind `prompts`. */
  readonly query?: string | undefined;
  /** How many documents are asked for. */
  readonly topK?: number | undefined;
  readonly serverAddress?: string | undefined;
  readonly serverPort?: number | undefined;
  /** The documents in what the function gives. For wrappers of clients. */
  readonly documentsIn?: ((result: unknown) => readonly RetrievedDocument[]) | undefined;
}

/** A document that was found: content of kind `toolResults`. */
export interface RetrievedDocument {
  readonly id?: string | undefined;
  readonly score?: number | undefined;
  /** Its text, or the part of it that was found. */
  readonly content?: unknown;
}

/** An open search for documents. */
export interface RetrievalCall extends ScopeHandle {
  /** Documents that were found: their number is kept, they themselves are content of kind `toolResults`. */
  documents(documents: readonly RetrievedDocument[]): void;
}

/** A search in a store of documents: `retrieval`. */
export const retrieval: ScopeType<RetrievalOptions, RetrievalCall> = {
  ownsStreams: false,
  draft(recorder, options) {
    const { ports } = recorder;
    const source = label(read(options, "dataSourceId"));
    const documentsIn = read(options, "documentsIn");
    let call: RetrievalCall | undefined;
    const attributes: TelemetryAttributes = {
      ...userAttributes(ports, read(options, "attributes")),
      ...present({
        [genAi.GEN_AI_OPERATION_NAME]: "retrieval",
        [genAi.GEN_AI_DATA_SOURCE_ID]: source,
        [genAi.GEN_AI_PROVIDER_NAME]: label(read(options, "provider")),
        [genAi.GEN_AI_REQUEST_MODEL]: label(read(options, "model")),
        [genAi.GEN_AI_RETRIEVAL_TOP_K]: finite(read(options, "topK")),
      }),
      ...serverAttributes(recorder, options),
    };
    return {
      plan: {
        kind: "retrieval",
        spanName: source === undefined ? "retrieval" : `retrieval ${source}`,
        spanKind: "client",
        attributes,
        count: countError,
        finish: (scope, end) => measureOperation(recorder, scope, end, attributes),
      },
      onResult(value) {
        if (typeof documentsIn === "function") call?.documents(documentsIn(value) as readonly RetrievedDocument[]);
      },
      bind(scope) {
        captureText(scope, genAi.GEN_AI_RETRIEVAL_QUERY_TEXT, read(options, "query"));
        call = extendHandle(createScopeHandle(scope), {
          documents(documents: readonly RetrievedDocument[]): void {
            if (scope.isEnded || !isList(documents)) return;
            const found = documents.slice(0, MAX_RECORDS).map(toDocument);
            scope.span.setAttributes({ [RETRIEVAL_DOCUMENT_COUNT]: documents.length });
            captureValueAsArray(scope, genAi.GEN_AI_RETRIEVAL_DOCUMENTS, found);
          },
        });
        return call;
      },
    };
  },
};

/** What is known of an operation on a memory before it is done. */
export interface MemoryOptions extends ScopeOptions {
  readonly operation: MemoryOperation;
  readonly storeId?: string | undefined;
  readonly recordId?: string | undefined;
  /** Content of kind `prompts`. */
  readonly query?: string | undefined;
  /** The service that keeps the memory; without one the store is in this process. */
  readonly provider?: Provider | undefined;
  readonly serverAddress?: string | undefined;
  readonly serverPort?: number | undefined;
}

/** An open operation on a memory. */
export interface MemoryCall extends ScopeHandle {
  /** Records found or written: their number is kept, they themselves are content of kind `toolResults`. */
  records(records: readonly unknown[] | number): void;
}

/** Reading or writing an agent's memory: `search_memory`, `create_memory` ... */
export const memory: ScopeType<MemoryOptions, MemoryCall> = {
  ownsStreams: false,
  draft(recorder, options) {
    const { ports } = recorder;
    const operation = label(read(options, "operation")) ?? "search_memory";
    const provider = label(read(options, "provider"));
    const attributes: TelemetryAttributes = {
      ...userAttributes(ports, read(options, "attributes")),
      ...present({
        [genAi.GEN_AI_OPERATION_NAME]: operation,
        [genAi.GEN_AI_MEMORY_STORE_ID]: label(read(options, "storeId")),
        [genAi.GEN_AI_MEMORY_RECORD_ID]: label(read(options, "recordId")),
        [genAi.GEN_AI_PROVIDER_NAME]: provider,
      }),
      ...serverAttributes(recorder, options),
    };
    return {
      plan: {
        kind: "memory",
        spanName: operation,
        spanKind: provider === undefined && attributes[SERVER_ADDRESS] === undefined ? "internal" : "client",
        attributes,
        count: countError,
        finish: (scope, end) => measureOperation(recorder, scope, end, attributes),
      },
      bind(scope) {
        captureText(scope, genAi.GEN_AI_MEMORY_QUERY_TEXT, read(options, "query"));
        return extendHandle(createScopeHandle(scope), {
          records(records: readonly unknown[] | number): void {
            if (scope.isEnded) return;
            const count = isList(records) ? records.length : finite(records);
            if (count !== undefined) scope.span.setAttributes({ [genAi.GEN_AI_MEMORY_RECORD_COUNT]: count });
            if (isList(records))
              captureValueAsArray(
                scope,
                genAi.GEN_AI_MEMORY_RECORDS,
                records.slice(0, MAX_RECORDS).map(toRecord),
                "toolResults",
              );
          },
        });
      },
    };
  },
};

function captureText(scope: Scope, key: string, value: unknown): void {
  if (value === undefined) return;
  const { content } = scope.recorder.ports;
  const text = content.text("prompts", value, { budget: scope.budget });
  if (text === undefined) scope.withhold("prompts", content.size(value));
  else setCaptured(scope, "prompts", key, text);
}

function captureValueAsArray(
  scope: Scope,
  key: string,
  value: readonly unknown[],
  kind: "prompts" | "toolResults" = "toolResults",
): void {
  const { content } = scope.recorder.ports;
  const text = content.allows(kind) ? content.json(kind, value, { budget: scope.budget }) : undefined;
  if (text === undefined) scope.withhold(kind, content.size(value));
  else setCaptured(scope, kind, key, text);
}

const MAX_RECORDS = 1000;

/** The conventions' document, with its text beside what they have a name for. */
function toDocument(one: unknown): object {
  const content = read(one, "content");
  const named = present({ id: label(read(one, "id")), score: finite(read(one, "score")) });
  return content === undefined || content === null ? named : { ...named, content };
}

/** The conventions' record has its content under `content`. */
function toRecord(one: unknown): unknown {
  return read(one, "content") === undefined ? { content: one } : one;
}
