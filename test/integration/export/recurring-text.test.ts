import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { resolveDestinations } from "../../../src/export/destinations/resolve-destinations.ts";
import { createPipeline, type Pipeline } from "../../../src/export/pipeline.ts";
import { readDeadLetters } from "../../../src/export/spool/dead-letter.ts";
import { nodeSpoolFs, type SpoolFs } from "../../../src/export/spool/spool-fs.ts";
import { createDiag } from "../../../src/internal/diag.ts";
import { EncodedText } from "../../../src/internal/encoded-text.ts";
import { readMessage } from "../../../src/internal/otlp/otlp-json.ts";
import { spanRecord } from "../../unit/export/span-record.ts";
import { type Receiver, startReceiver } from "./receiver.ts";

let receiver: Receiver;
let directory: string;
beforeEach(async () => {
  receiver = await startReceiver();
  directory = mkdtempSync(join(tmpdir(), "agentscribe-recurring-"));
});
afterEach(async () => {
  await receiver.close();
  rmSync(directory, { recursive: true, force: true });
});

function pipelineTo(protocol: "http/json" | "http/protobuf", onDisk: boolean): Pipeline {
  const diag = createDiag({ write: () => {} });
  const exporters = [{ url: receiver.url, protocol }];
  return createPipeline({
    destinations: resolveDestinations({ exporters, env: {}, warn: diag.warn, resolveCapture: () => () => true }),
    resource: { attributes: { "service.name": "test" } },
    diag,
    limits: { flushIntervalMillis: 60_000 },
    ...(onDisk && { spool: { directory: join(directory, "spool") } }),
  });
}

/** Each turn repeats what was said before and adds a message. */
function converse(pipeline: Pipeline, turns: number): readonly string[] {
  const chunks: Uint8Array[] = [];
  return Array.from({ length: turns }, (_, turn) => {
    chunks.push(Buffer.from(chunks.length === 0 ? "[" : ","), Buffer.from(JSON.stringify(`${turn} é `.repeat(200))));
    const value = new EncodedText([...chunks, Buffer.from("]")], true);
    pipeline.span(
      spanRecord({
        name: `turn-${turn}`,
        spanId: (turn + 1).toString(16).padStart(16, "0"),
        content: [{ kind: "prompts", key: "input", value }],
      }),
    );
    return value.toString();
  });
}

interface Spans {
  readonly spans: readonly { readonly attributes: readonly { key: string; value: { stringValue: string } }[] }[];
}

/** What arrived under the key, in order. */
function inputs(): readonly string[] {
  return receiver.requests.flatMap(({ body, headers }) => {
    const json = headers["content-type"] === "application/json";
    const request: unknown = json ? JSON.parse(body.toString("utf8")) : readMessage("TraceRequest", body);
    const { resourceSpans } = request as {
      readonly resourceSpans: readonly { readonly scopeSpans: readonly Spans[] }[];
    };
    const spans = resourceSpans.flatMap(({ scopeSpans }) => scopeSpans.flatMap((scope) => scope.spans));
    return spans.map(({ attributes }) => attributes.find(({ key }) => key === "input")?.value.stringValue ?? "");
  });
}

describe.each([
  ["http/protobuf", true],
  ["http/protobuf", false],
  ["http/json", true],
  ["http/json", false],
] as const)("a conversation over %s, on disk: %s", (protocol, onDisk) => {
  it("arrives whole with each call", async () => {
    const pipeline = pipelineTo(protocol, onDisk);
    const expected = converse(pipeline, 30);
    expect(await pipeline.shutdown()).toMatchObject({ delivered: 30, dropped: {} });
    expect(inputs()).toEqual(expected);
  });
});

describe("a conversation that is kept on disk", () => {
  it("is sent whole by the process that finds it, and was written once", async () => {
    const first = pipelineTo("http/protobuf", true);
    receiver.answer = () => ({ status: 503 });
    const expected = converse(first, 30);
    await first.shutdown({ timeoutMillis: 50 });
    expect(first.health().spool?.bytes).toBeLessThan(expected.join("").length / 5);
    receiver.requests.length = 0;
    receiver.answer = () => undefined;
    const second = pipelineTo("http/protobuf", true);
    second.start();
    expect(await second.flush({ timeoutMillis: 5_000 })).toMatchObject({ delivered: 30, dropped: {} });
    // What the first gave up may still be on its way here, and is then there twice.
    expect([...new Set(inputs())]).toEqual(expected);
    await second.shutdown();
  });

  it("is put aside whole when the backend refuses it", async () => {
    const pipeline = pipelineTo("http/protobuf", true);
    receiver.answer = ({ names }) => (names.includes("turn-3") ? { status: 400 } : undefined);
    const expected = converse(pipeline, 5);
    expect(await pipeline.flush()).toMatchObject({ delivered: 4, dropped: { refused_4xx: 1 } });
    const [letter] = await readDeadLetters(nodeSpoolFs() as SpoolFs, join(directory, "spool"));
    const { attributes } = readMessage("Span", letter?.bytes ?? new Uint8Array()) as unknown as Spans["spans"][number];
    expect(attributes.find(({ key }) => key === "input")?.value.stringValue).toBe(expected[3]);
    await pipeline.shutdown();
  });

  it("is told of a span that was open when its process died", async () => {
    const first = pipelineTo("http/protobuf", true);
    const value = new EncodedText([Buffer.from("[]"), Buffer.from("x".repeat(5_000))], true);
    const record = spanRecord({ name: "open", content: [{ kind: "prompts", key: "input", value }] });
    first.opened({ spanId: record.spanId, peek: () => record });
    first.exit();
    const second = pipelineTo("http/protobuf", true);
    await first.shutdown({ timeoutMillis: 50 });
    second.start();
    expect(await second.flush({ timeoutMillis: 5_000 })).toMatchObject({ delivered: 1 });
    expect(inputs()).toEqual([value.toString()]);
    await second.shutdown();
  });
});
