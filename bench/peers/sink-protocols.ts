import { BYTES, ProtobufReader } from "../../src/internal/otlp/protobuf-reader.ts";

/** The span ids in a request of any contender: OTLP as protobuf or JSON, or the protocols of LangSmith and Braintrust. */
export function spanIdsIn(path: string, type: string, body: Buffer): Iterable<string> {
  if (path.endsWith("/v1/traces")) {
    return type.includes("json") ? idsInOtlpJson(parse(body)) : idsInOtlp(body);
  }
  if (path.endsWith("/runs/multipart")) return idsInMultipart(body);
  if (path.endsWith("/runs/batch")) return idsInBatch(parse(body));
  if (path.endsWith("/logs3")) return valuesOf(parse(body), "rows", "span_id");
  return [];
}

/** What a contender must hear to go on: where its data goes, and which project it is for. */
export function answerTo(path: string, url: string): { readonly type: string; readonly text: string } {
  if (path.endsWith("/v1/traces") || path.endsWith("/v1/logs") || path.endsWith("/v1/metrics")) {
    return { type: "application/x-protobuf", text: "" };
  }
  return { type: "application/json", text: JSON.stringify(jsonAnswer(path, url)) };
}

function jsonAnswer(path: string, url: string): object {
  if (path.endsWith("/apikey/login")) {
    return {
      org_info: [{ id: "org-1", name: "bench", api_url: url, proxy_url: url, git_metadata: { collect: "none" } }],
    };
  }
  if (path.endsWith("/project/register")) return { project: { id: "project-1", name: "bench" } };
  if (path.endsWith("/info")) {
    // Source: what LangSmith's own server says of itself.
    const limits = { use_multipart_endpoint: true, scale_up_qsize_trigger: 1000, scale_up_nthreads_limit: 16 };
    const sizes = { scale_down_nempty_trigger: 4, size_limit: 100, size_limit_bytes: 20_971_520 };
    return { version: "0.10.0", batch_ingest_config: { ...limits, ...sizes } };
  }
  return {};
}

/** The fields that lead from a request to a span's id: resource spans, scope spans, span, span id. */
const PATH_TO_SPAN_ID: readonly number[] = [1, 2, 2, 2];

function* idsInOtlp(message: Uint8Array): Generator<string> {
  const reader = new ProtobufReader(message);
  yield* idsInMessage(reader, message.byteLength, 0);
}

function* idsInMessage(reader: ProtobufReader, end: number, depth: number): Generator<string> {
  while (reader.position < end) {
    const tag = reader.tag(end);
    const field = PATH_TO_SPAN_ID[depth];
    if (field === undefined || tag !== ((field << 3) | BYTES)) reader.skip(tag, end);
    else if (depth + 1 < PATH_TO_SPAN_ID.length) yield* idsInMessage(reader, reader.span(end), depth + 1);
    else yield Buffer.from(reader.view(reader.span(end))).toString("hex");
  }
}

function* idsInOtlpJson(request: unknown): Generator<string> {
  for (const resource of listOf(request, "resourceSpans")) {
    for (const scope of listOf(resource, "scopeSpans")) yield* valuesOf(scope, "spans", "spanId");
  }
}

/** Parts are named `post.<id>` and `patch.<id>`, and `.inputs` and so on behind it. */
function* idsInMultipart(body: Buffer): Generator<string> {
  for (const [, id] of body.toString("latin1").matchAll(/name="(?:post|patch)\.([0-9a-f-]{36})"/g)) if (id) yield id;
}

function* idsInBatch(request: unknown): Generator<string> {
  yield* valuesOf(request, "post", "id");
  yield* valuesOf(request, "patch", "id");
}

function* valuesOf(holder: unknown, list: string, key: string): Generator<string> {
  for (const item of listOf(holder, list)) {
    const value = (item as Record<string, unknown>)[key];
    if (typeof value === "string") yield value;
  }
}

function listOf(holder: unknown, key: string): readonly unknown[] {
  const list = (holder as Record<string, unknown>)[key];
  return Array.isArray(list) ? list : [];
}

function parse(body: Buffer): unknown {
  return JSON.parse(body.toString());
}
