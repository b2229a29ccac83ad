import { toOtlpJson } from "../internal/otlp/otlp-json.ts";
import type { SplicedBytes } from "../internal/spliced-bytes.ts";
import type { InstrumentationScope } from "../internal/telemetry-record.ts";
import type { SendResult, Signal } from "./delivery.ts";
import type { OtlpEndpoint } from "./destinations/destination.ts";
import { encodeScope } from "./encode/attributes.ts";
import { type EncodedResource, exportRequest, type ScopeGroup } from "./encode/request.ts";
import { createHeaderSource } from "./http/header-source.ts";
import { createHttpTransport, type HttpTransportOptions } from "./http/transport.ts";
import type { QueueItem } from "./queue/waiting-items.ts";
import type { SettledItem } from "./spool/spool-batch.ts";

/** One encoded record, or for metrics one encoded request. */
export interface EncodedItem extends QueueItem, SplicedBytes {
  /** Absent for a request that is complete in itself. */
  readonly scope?: InstrumentationScope | undefined;
  /** Whose record it is. @defaultValue that of this process */
  readonly resource?: EncodedResource | undefined;
  /** Where it is on disk. */
  readonly stored?: SettledItem | undefined;
}

/** Sends batches of one signal to one endpoint. */
export interface OtlpSender {
  /** An aborted signal ends the request; the answer is then to send again. */
  send(items: readonly EncodedItem[], giveUp?: AbortSignal): Promise<SendResult>;
  close(): void;
}

export function createOtlpSender(
  signal: Signal,
  endpoint: OtlpEndpoint,
  resource: () => EncodedResource,
  more: Pick<HttpTransportOptions, "observer" | "compressFromBytes" | "onTunnel"> = {},
): OtlpSender {
  const transport = createHttpTransport({ ...endpoint, ...more });
  const headers = createHeaderSource(endpoint.headers);
  const json = endpoint.protocol === "http/json";
  return {
    async send(items, giveUp) {
      const request = buildRequest(items, resource);
      const body = json ? Buffer.from(toOtlpJson(signal, request)) : request;
      const contentType = json ? "application/json" : "application/x-protobuf";
      const post = () => transport.post(body, contentType, headers.read, giveUp);
      const result = await post();
      const isUnauthorized = result.status === "refused" && result.code === 401;
      // A token that expired is renewed at once: a flush does not wait for the next try.
      return isUnauthorized && headers.invalidate() ? post() : result;
    },
    close: () => transport.close(),
  };
}

interface ResourceGroup {
  readonly resource: EncodedResource;
  readonly scopes: Map<string, { readonly scope: InstrumentationScope; readonly records: SplicedBytes[] }>;
}

/** Requests are messages of repeated fields, so complete ones may follow each other. */
export function buildRequest(items: readonly EncodedItem[], resource: () => EncodedResource): Uint8Array {
  const requests: Uint8Array[] = [];
  const own = resource();
  const groups = new Map<EncodedResource, ResourceGroup>();
  let last:
    | { readonly scope: InstrumentationScope; readonly of: EncodedResource; readonly records: SplicedBytes[] }
    | undefined;
  for (const item of items) {
    const { scope, resource: of = own } = item;
    if (scope === undefined) {
      requests.push(item.bytes);
      continue;
    }
    // Most records in a row have one scope, and its object.
    if (last?.scope !== scope || last.of !== of) last = { scope, of, records: recordsOf(groups, of, scope) };
    last.records.push(item);
  }
  for (const { resource: of, scopes } of groups.values()) {
    requests.push(exportRequest(of, [...scopes.values()].map(toScopeGroup)));
  }
  return requests.length === 1 && requests[0] ? requests[0] : Buffer.concat(requests);
}

/** The list that records of a scope and a resource go to. */
function recordsOf(
  groups: Map<EncodedResource, ResourceGroup>,
  resource: EncodedResource,
  scope: InstrumentationScope,
): SplicedBytes[] {
  const group: ResourceGroup = groups.get(resource) ?? { resource, scopes: new Map() };
  groups.set(resource, group);
  const key = `${scope.name}\n${scope.version ?? ""}\n${scope.schemaUrl ?? ""}`;
  const known = group.scopes.get(key) ?? { scope, records: [] };
  group.scopes.set(key, known);
  return known.records;
}

function toScopeGroup(group: { scope: InstrumentationScope; records: readonly SplicedBytes[] }): ScopeGroup {
  const encoded = { scopeBytes: encodeScope(group.scope), records: group.records };
  return group.scope.schemaUrl === undefined ? encoded : { ...encoded, schemaUrl: group.scope.schemaUrl };
}
