import { Readable } from "node:stream";
import { runInNewContext } from "node:vm";
import { describe, expect, it } from "vitest";
import { isResponse, observeResponseBody } from "../../../src/record/results/observe-response-body.ts";
import { event, frame, invokeChunk } from "../../support/aws-event-stream.ts";

const ANSWER = { id: "a", usage: { prompt_tokens: 7 }, text: "grüße" };
const SSE = { "content-type": "text/event-stream; charset=utf-8" };

type Told = { chunks: unknown[]; ends: unknown[][] };

function observed(response: Response): Told & { response: Response; stop: (() => void) | undefined } {
  const chunks: unknown[] = [];
  const ends: unknown[][] = [];
  const stop = observeResponseBody(response, {
    chunk: (item) => chunks.push(item),
    settled: (value) => ends.push(["settled", value]),
    failed: (error) => ends.push(["failed", error]),
    cancelled: () => ends.push(["cancelled"]),
  });
  return { response, chunks, ends, stop };
}

function jsonResponse(): Response {
  return new Response(JSON.stringify(ANSWER), { headers: { "content-type": "application/json" } });
}

/** A body that arrives in these pieces, then ends or fails. */
function pieces(
  list: readonly (string | Uint8Array)[],
  end?: unknown,
  headers: Record<string, string> = SSE,
): Response {
  const bytes = list.map((piece) => (typeof piece === "string" ? new TextEncoder().encode(piece) : piece));
  const body = new ReadableStream<Uint8Array>({
    pull(controller) {
      const next = bytes.shift();
      if (next !== undefined) controller.enqueue(next);
      else if (end !== undefined) controller.error(end);
      else controller.close();
    },
  });
  return new Response(body, { headers });
}

async function drain(stream: AsyncIterable<Uint8Array> | null): Promise<string> {
  const all: Uint8Array[] = [];
  for await (const piece of stream ?? []) all.push(piece);
  return Buffer.concat(all).toString("utf8");
}

const OtherPromise = runInNewContext("Promise") as PromiseConstructor;

/** As in Vercel's edge runtime: what these methods give is no `Promise` of the program. */
function givesPromisesOfAnotherRealm<T extends object>(target: T, methods: readonly string[]): T {
  for (const name of methods) {
    const method = (Reflect.get(target, name) as () => Promise<unknown>).bind(target);
    Object.assign(target, {
      [name]: () => new OtherPromise((resolve, reject) => method().then(resolve, reject)),
    });
  }
  return target;
}

async function readAll(reader: ReadableStreamDefaultReader<Uint8Array> | undefined): Promise<void> {
  while ((await reader?.read())?.done === false);
}

describe("observeResponseBody()", () => {
  it.each<[string, (response: Response) => Promise<unknown>]>([
    ["json()", (response) => response.json()],
    ["text()", (response) => response.text()],
    ["arrayBuffer()", (response) => response.arrayBuffer()],
    ["bytes()", (response) => (response as Response & { bytes(): Promise<Uint8Array> }).bytes()],
    ["iteration of body", (response) => drain(response.body)],
    ["a pipe to Node", (response) => drain(Readable.fromWeb(response.body as never))],
    ["a clone", (response) => response.clone().json()],
    [
      "the original of a clone",
      (response) => {
        response.clone();
        return response.json();
      },
    ],
    ["a branch of tee()", (response) => drain(response.body?.tee()[0] ?? null)],
    ["a transformed body", (response) => drain(response.body?.pipeThrough(new TransformStream()) ?? null)],
    ["a reader", (response) => readAll(response.body?.getReader())],
  ])("tells of the answer once when it is read by %s", async (_, read) => {
    const response = jsonResponse();
    const { ends } = observed(response);
    expect(ends).toEqual([]);
    await read(response);
    expect(ends).toEqual([["settled", ANSWER]]);
  });

  it.each<[string, (response: Response) => Promise<unknown>]>([
    ["json()", (response) => response.json()],
    ["text()", (response) => response.text()],
    ["a reader", (response) => readAll(response.body?.getReader())],
  ])("tells of what is read by %s where the platform's promises are of another realm", async (_, read) => {
    const response = jsonResponse();
    givesPromisesOfAnotherRealm(response, ["json", "text"]);
    const getReader = response.body?.getReader.bind(response.body);
    Object.assign(response.body ?? {}, {
      getReader: () => givesPromisesOfAnotherRealm(getReader?.() ?? {}, ["read"]),
    });
    const { ends } = observed(response);
    await read(response);
    expect(ends).toEqual([["settled", ANSWER]]);
  });

  it("tells of the answer when a blob of it is taken", async () => {
    const response = jsonResponse();
    const { ends } = observed(response);
    const blob = await response.blob();
    expect(JSON.parse(await blob.text())).toEqual(ANSWER);
    await expect.poll(() => ends).toEqual([["settled", ANSWER]]);
  });

  it("tells of each event of a stream, wherever it is cut", async () => {
    const bytes = Buffer.from(
      'event: a\r\ndata: {"n":1,"t":"ü"}\r\n\r\ndata: {"n":\ndata: 2}\n\n: note\n\ndata: [DONE]\n\n',
    );
    for (let size = 1; size < 12; size += 1) {
      const cut: Uint8Array[] = [];
      for (let at = 0; at < bytes.length; at += size) cut.push(bytes.subarray(at, at + size));
      const response = pieces(cut);
      const { chunks, ends } = observed(response);
      expect(await drain(response.body)).toBe(bytes.toString("utf8"));
      expect(chunks).toEqual([{ n: 1, t: "ü" }, { n: 2 }]);
      expect(ends).toEqual([["settled", undefined]]);
    }
  });

  it("tells of each line of newline-delimited JSON", async () => {
    const response = pieces(['{"n":1}\n{"n"', ":2}"], undefined, { "content-type": "application/x-ndjson" });
    const { chunks, ends } = observed(response);
    await response.text();
    expect([chunks, ends]).toEqual([[{ n: 1 }, { n: 2 }], [["settled", undefined]]]);
  });

  it("reads lines that are called JSON, and fails with what is called so and is none", async () => {
    const type = { "content-type": "application/json" };
    const lines = observed(pieces(['{"n":1}\n{"n":2}'], undefined, type));
    await lines.response.text();
    expect([lines.chunks, lines.ends]).toEqual([[{ n: 1 }, { n: 2 }], [["settled", undefined]]]);
    const cut = observed(pieces(['{"n":'], undefined, type));
    await cut.response.text();
    expect(cut.ends).toEqual([["failed", expect.any(SyntaxError)]]);
  });

  it.each(["application/json", "text/plain; charset=utf-8", "application/octet-stream", ""])(
    "reads events that are called %j",
    async (type) => {
      const text = ': busy\n\nevent: a\ndata: {"n":1,"t":"ü"}\n\ndata: {"n":2}\n\ndata: [DONE]\n';
      for (const cut of [[text], [text.slice(0, 9), text.slice(9)], [...text]]) {
        const { response, chunks, ends } = observed(pieces(cut, undefined, { "content-type": type }));
        expect(await drain(response.body)).toBe(text);
        expect([chunks, ends]).toEqual([[{ n: 1, t: "ü" }, { n: 2 }], [["settled", undefined]]]);
      }
      const failed = observed(
        pieces(['event: error\ndata: {"error":{"code":"busy"}}\n\n'], undefined, { "content-type": type }),
      );
      await failed.response.text();
      expect(failed.ends).toEqual([["failed", { error: { code: "busy" } }]]);
    },
  );

  it("reads events that are called lines, and no sound that is called bytes", async () => {
    const lines = observed(
      pieces(['data: {"n":1}\n\ndata: [DONE]\n'], undefined, { "content-type": "application/x-ndjson" }),
    );
    await lines.response.text();
    expect([lines.chunks, lines.ends]).toEqual([[{ n: 1 }], [["settled", undefined]]]);
    const sound = Buffer.from('ID3\u0004data: {"n":1}\n\n');
    const bytes = observed(pieces([sound, sound], undefined, { "content-type": "application/octet-stream" }));
    await bytes.response.arrayBuffer();
    expect([bytes.chunks, bytes.ends]).toEqual([[], [["settled", undefined]]]);
  });

  it("says that a body was left when its reader lets go of it and nobody reads on", async () => {
    const left = pieces(['data: {"n":1}\n\n', 'data: {"n":2}\n\n']);
    const { chunks, ends } = observed(left);
    const reader = left.body?.getReader();
    await reader?.read();
    reader?.releaseLock();
    await expect.poll(() => ends).toEqual([["cancelled"]]);
    expect(chunks).toEqual([{ n: 1 }]);
  });

  it("tells of the failure that a stream told of, also when its reader goes no further", async () => {
    const failed = pieces(['data: {"n":1}\n\n', 'data: {"error":{"code":"overloaded"}}\n\n', "rest"]);
    const { ends } = observed(failed);
    const reader = failed.body?.getReader();
    await reader?.read();
    await reader?.read();
    await reader?.cancel();
    expect(ends).toEqual([["failed", { error: { code: "overloaded" } }]]);
  });

  it.each([
    ['data: {"n":1}\n\ndata: [DONE]\n\n', "text/event-stream", [{ n: 1 }]],
    ['{"n":1}\n{"n":2,"done":true}\n', "application/x-ndjson", [{ n: 1 }, { n: 2, done: true }]],
  ])("ends after the last event, although nobody reads further: %j", async (text, type, items) => {
    const response = pieces([text, "rest"], undefined, { "content-type": type });
    const { chunks, ends } = observed(response);
    await response.body?.getReader().read();
    await expect.poll(() => ends).toEqual([["settled", undefined]]);
    expect(chunks).toEqual(items);
  });

  it.each<[type: string, said: string | Uint8Array, failure: object]>([
    ["text/event-stream", 'data: {"n":1}\n\ndata: {"error":{"code":"busy"}}\n\n', { error: { code: "busy" } }],
    ["application/x-ndjson", '{"n":1}\n{"error":{"code":"busy"}}\n', { error: { code: "busy" } }],
    [
      "application/vnd.amazon.eventstream",
      Buffer.concat([invokeChunk({ n: 1 }), frame("exception", "internalServerException", { message: "oops" })]),
      { code: "internalServerException", message: "oops" },
    ],
  ])("fails after the event that says so, although nobody reads further: %s", async (type, said, failure) => {
    const response = pieces([said, "rest"], undefined, { "content-type": type });
    const { chunks, ends } = observed(response);
    await response.body?.getReader().read();
    await expect.poll(() => ends).toEqual([["failed", failure]]);
    expect(chunks).toEqual([{ n: 1 }]);
  });

  it("goes on with the next reader of a body", async () => {
    const response = pieces(['data: {"n":1}\n\n', 'data: {"n":2}\n\n']);
    const { chunks, ends } = observed(response);
    const first = response.body?.getReader();
    await first?.read();
    first?.releaseLock();
    await drain(response.body);
    expect([chunks, ends]).toEqual([[{ n: 1 }, { n: 2 }], [["settled", undefined]]]);
  });

  it("fails with the error that the provider sends inside the stream", async () => {
    const error = { error: { type: "overloaded_error" } };
    const response = pieces(['data: {"n":1}\n\n', `event: error\ndata: ${JSON.stringify(error)}\n\n`]);
    const { chunks, ends } = observed(response);
    await drain(response.body);
    expect([chunks, ends]).toEqual([[{ n: 1 }], [["failed", error]]]);
  });

  it("keeps what was received when the body breaks, and the caller gets the same error", async () => {
    const broken = new Error("reset");
    const response = pieces(['data: {"n":1}\n\ndata: {"n":2}'], broken);
    const { chunks, ends } = observed(response);
    await expect(drain(response.body)).rejects.toBe(broken);
    expect([chunks, ends]).toEqual([[{ n: 1 }, { n: 2 }], [["failed", broken]]]);
  });

  it("says so of a body that is piped too: that it broke, and that nobody wants the rest", async () => {
    const broken = new Error("reset");
    const breaking = observed(pieces(['data: {"n":1}\n\n'], broken));
    await expect(drain(breaking.response.body?.pipeThrough(new TransformStream()) ?? null)).rejects.toBe(broken);
    expect([breaking.chunks, breaking.ends]).toEqual([[{ n: 1 }], [["failed", broken]]]);
    let reason: unknown;
    const source = new ReadableStream<Uint8Array>({
      pull: (controller) => controller.enqueue(new TextEncoder().encode('data: {"n":1}\n\n')),
      cancel(given) {
        reason = given;
      },
    });
    const left = observed(new Response(source, { headers: SSE }));
    const reader = left.response.body?.pipeThrough(new TransformStream()).getReader();
    await reader?.read();
    await reader?.cancel("enough");
    await expect.poll(() => left.ends).toEqual([["cancelled"]]);
    expect(reason).toBe("enough");
  });

  it("tells of events of AWS, and fails with the exception or the error behind them", async () => {
    const type = { "content-type": "application/vnd.amazon.eventstream" };
    const tell = async (...frames: Uint8Array[]) => {
      const { response, chunks, ends } = observed(pieces(frames, undefined, type));
      await drain(response.body);
      return [...chunks, ...ends];
    };
    const delta = { delta: { text: "Aye." } };
    expect(await tell(event("contentBlockDelta", delta), invokeChunk({ n: 1 }))).toEqual([
      { contentBlockDelta: delta },
      { n: 1 },
      ["settled", undefined],
    ]);
    expect(await tell(frame("exception", "throttlingException", { message: "slow down" }))).toEqual([
      ["failed", { code: "throttlingException", message: "slow down" }],
    ]);
    expect(await tell(frame("error", "InternalError", "try again"))).toEqual([
      ["failed", { code: "InternalError", message: "try again" }],
    ]);
  });

  it("says when the caller left the body or cancelled it", async () => {
    const left = pieces(['data: {"n":1}\n\n', 'data: {"n":2}\n\n']);
    const leaving = observed(left);
    for await (const _ of left.body ?? []) break;
    expect([leaving.chunks, leaving.ends]).toEqual([[{ n: 1 }], [["cancelled"]]]);
    const response = pieces(["data: 1\n\n"]);
    const { ends } = observed(response);
    await response.body?.cancel();
    expect(ends).toEqual([["cancelled"]]);
  });

  it.each<[string, unknown, unknown[]]>([
    ["data: [DONE]\n\n", new Error("reset"), ["settled", undefined]],
    ["data: [DONE]", new Error("reset"), ["settled", undefined]],
    ["data: [DONE]\n\n", "enough", ["settled", undefined]],
    ['data: {"error":{"code":"overloaded"}}\n\n', new Error("reset"), ["failed", { error: { code: "overloaded" } }]],
    ['data: {"error":{"code":"overloaded"}}', "enough", ["failed", { error: { code: "overloaded" } }]],
    ['data: {"n":2}\n\n', new DOMException("gone", "AbortError"), ["cancelled"]],
    ['data: {"n":2}\n\n', "enough", ["cancelled"]],
    ['data: {"n":2}\n\n', new DOMException("late", "TimeoutError"), ["failed", expect.any(DOMException)]],
    ['data: {"n":2}\n\n', new Error("enough"), ["failed", expect.any(Error)]],
  ])("keeps what a body said when it breaks after %j: %s", async (said, reason, end) => {
    const response = pieces(['data: {"n":1}\n\n', said], reason);
    const { ends } = observed(response);
    await expect(drain(response.body)).rejects.toBe(reason);
    expect(ends).toEqual([end]);
  });

  it("takes half a JSON document for one that was left, when it was", async () => {
    const type = { "content-type": "application/json" };
    const called = pieces(['{"n":'], new DOMException("gone", "AbortError"), type);
    const calling = observed(called);
    await expect(called.text()).rejects.toThrow("gone");
    expect(calling.ends).toEqual([["cancelled"]]);
    const left = pieces(['{"n":', "1}"], undefined, type);
    const leaving = observed(left);
    for await (const _ of left.body ?? []) break;
    expect(leaving.ends).toEqual([["cancelled"]]);
  });

  it("rejects as the body does, and the rejection is still the caller's", async () => {
    const response = new Response("<html>", { headers: { "content-type": "text/html" } });
    const { ends } = observed(response);
    await expect(response.json()).rejects.toThrow(SyntaxError);
    expect(ends).toEqual([["failed", expect.any(SyntaxError)]]);
  });

  it("has nothing to observe where there is no body, or one that was read", async () => {
    const read = jsonResponse();
    await read.text();
    expect(observed(read).stop).toBeUndefined();
    expect(observed(new Response(null, { status: 204 })).stop).toBeUndefined();
    expect(isResponse({ text: "a", status: 200 })).toBe(false);
  });

  it("takes a stream that is left after its last event for complete", async () => {
    const response = pieces(['data: {"n":1}\n\ndata: [DONE]\n\n', "\n"]);
    const { ends } = observed(response);
    for await (const _ of response.body ?? []) break;
    expect(ends).toEqual([["settled", undefined]]);
  });

  it("says nothing more once it was stopped", async () => {
    const response = pieces(['data: {"n":1}\n\n']);
    const { chunks, ends, stop } = observed(response);
    stop?.();
    await drain(response.body);
    expect([chunks, ends]).toEqual([[], []]);
  });

  it("reads a line of 5 MB that comes in small pieces within a second", async () => {
    const text = "x".repeat(5 * 1024 * 1024);
    const whole = `data: {"text":"${text}"}\n\n`;
    const parts: string[] = [];
    for (let at = 0; at < whole.length; at += 4096) parts.push(whole.slice(at, at + 4096));
    const response = pieces(parts);
    const { chunks } = observed(response);
    const started = performance.now();
    await drain(response.body);
    expect(performance.now() - started).toBeLessThan(1_000);
    expect(chunks).toEqual([{ text }]);
  });
});
