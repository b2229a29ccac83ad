import type { InstrumentationScope } from "../internal/telemetry-record.ts";
import { toOtlpJson } from "./decode/otlp-json.ts";
import type { SendResult, Signal } from "./delivery.ts";
import type { OtlpEndpoint } from "./destination.ts";
import { encodeScope } from "./encode/attributes.ts";
import { type EncodedResource, exportRequest, type ScopeGroup } from "./encode/request.ts";
import { createHeaderSource } from "./header-source.ts";
import { createHttpTransport } from "./transport.ts";
import type { QueueItem } from "./waiting-items.ts";

/** One encoded record, or for metrics one encoded request. */
export interface EncodedItem extends QueueItem {
  readonly bytes: Uint8Array;
  /** Absent for a request that is complete in itself. */
  readonly scope?: InstrumentationScope;
}

/** Sends batches of one signal to one endpoint. */
export interface OtlpSender {
  send(items: readonly EncodedItem[]): Promise<SendResult>;
  close(): void;
}

export function createOtlpSender(signal: Signal, endpoint: OtlpEndpoint, resource: () => EncodedResource): OtlpSender {
  const transport = createHttpTransport(endpoint);
  const headers = createHeaderSource(endpoint.headers);
  const json = endpoint.protocol === "http/json";
  return {
    async send(items) {
      const request = buildRequest(items, resource);
      const body = json ? Buffer.from(toOtlpJson(signal, request)) : request;
      const contentType = json ? "application/json" : "application/x-protobuf";
      const result = await transport.post(body, contentType, await headers.read());
      if (result.status === "refused" && result.code === 401) headers.invalidate();
      return result;
    },
    close: () => transport.close(),
  };
}

/** Requests are messages of repeated fields, so complete ones may follow each other. */
function buildRequest(items: readonly EncodedItem[], resource: () => EncodedResource): Uint8Array {
  const complete: Uint8Array[] = [];
  const groups = new Map<string, { scope: InstrumentationScope; records: Uint8Array[] }>();
  for (const { bytes, scope } of items) {
    if (scope === undefined) {
      complete.push(bytes);
      continue;
    }
    const key = `${scope.name}\n${scope.version ?? ""}\n${scope.schemaUrl ?? ""}`;
    const group = groups.get(key);
    if (group === undefined) groups.set(key, { scope, records: [bytes] });
    else group.records.push(bytes);
  }
  if (groups.size === 0) return complete.length === 1 && complete[0] ? complete[0] : Buffer.concat(complete);
  return exportRequest(resource(), [...groups.values()].map(toScopeGroup));
}

function toScopeGroup(group: { scope: InstrumentationScope; records: readonly Uint8Array[] }): ScopeGroup {
  const encoded = { scopeBytes: encodeScope(group.scope), records: group.records };
  return group.scope.schemaUrl === undefined ? encoded : { ...encoded, schemaUrl: group.scope.schemaUrl };
}
