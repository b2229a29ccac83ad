import { crc32, deflateRawSync, gzipSync, zstdCompressSync } from "node:zlib";
import {
  attribute,
  bytesField,
  fixed64Field,
  nestedLists,
  requestOf,
  SPAN,
  spanOf,
  stringAttribute,
  TRACE,
  varintField,
} from "../../../unit/inspector/decode/wire.ts";
import type { Sent } from "./raw-http.ts";

/** What is sent, and which statuses are right for it. */
export type BadCase = readonly [name: string, sent: Sent, statuses: readonly number[]];

const PROTOBUF = { "content-type": "application/x-protobuf" };
const JSON_TYPE = { "content-type": "application/json" };
const MIB = 1024 * 1024;

let spans = 0;

/** A request of one span that was not sent before. */
export function goodRequest(): Sent {
  const id = Buffer.alloc(8);
  id.writeUInt32BE(0xa0000000 + spans++);
  const span = Buffer.concat([bytesField(1, TRACE), bytesField(2, id), bytesField(5, "chat")]);
  return { headers: PROTOBUF, body: requestOf(span) };
}

/** Requests as large as they may be. */
export function largestGood(): readonly Sent[] {
  const many = Array.from({ length: 20_000 }, (_, index) => spanOf(varintField(6, index % 6)));
  const logs = new Array<Buffer>(50_000).fill(bytesField(3, "INFO"));
  return [
    goodRequest(),
    { headers: PROTOBUF, body: requestOf(...many) },
    { headers: PROTOBUF, path: "/v1/logs", body: requestOf(...logs) },
    { headers: PROTOBUF, body: requestOf(spanOf(stringAttribute(9, "gen_ai.input.messages", "x".repeat(19 * MIB)))) },
    { headers: JSON_TYPE, body: span(`,"name":"${"x".repeat(19 * MIB)}"`) },
  ];
}

const protobuf = (name: string, body: Uint8Array, statuses: readonly number[], more: Sent = {}): BadCase => [
  name,
  { ...more, headers: { ...PROTOBUF, ...more.headers }, body },
  statuses,
];
const field = (name: string, ...parts: readonly Uint8Array[]): BadCase =>
  protobuf(name, requestOf(spanOf(...parts)), [400]);
const kept = (name: string, ...parts: readonly Uint8Array[]): BadCase =>
  protobuf(name, requestOf(spanOf(...parts)), [200]);
const json = (name: string, body: string, statuses: readonly number[]): BadCase => [
  name,
  { headers: JSON_TYPE, body },
  statuses,
];
const encoded = (name: string, encoding: string, body: Uint8Array, statuses: readonly number[]): BadCase =>
  protobuf(name, body, statuses, { headers: { "content-encoding": encoding } });

const varints: readonly BadCase[] = [
  protobuf("one byte", Buffer.from([0x0a]), [400]),
  protobuf("only 0xff", Buffer.alloc(64, 0xff), [400]),
  protobuf("a megabyte of 0xff", Buffer.alloc(MIB, 0xff), [400]),
  protobuf("a megabyte of zeros", Buffer.alloc(MIB), [400]),
  protobuf("text", Buffer.from("hello"), [400]),
  field("a varint of eleven bytes", Buffer.concat([Buffer.from([0x30]), Buffer.alloc(10, 0xff), Buffer.from([1])])),
  field("a varint that does not end", Buffer.from([0x30, 0x80])),
  field("a length of 2^32", Buffer.from([0x2a, 0x80, 0x80, 0x80, 0x80, 0x10])),
  field("a length of 2^63", Buffer.concat([Buffer.from([0x2a]), Buffer.alloc(9, 0xff), Buffer.from([1])])),
  field("a length one beyond the end", Buffer.from([0x2a, 2, 0x41])),
  field("a group that starts", Buffer.from([0x0b])),
  field("a group that ends", Buffer.from([0x0c])),
  field("wire type 6", Buffer.from([0x0e, 0])),
  field("wire type 7", Buffer.from([0x0f, 0])),
  field("field 0", Buffer.from([0x02, 0])),
  field("half of a time", Buffer.from([0x39, 1, 2, 3])),
  field("half of fixed flags", Buffer.from([0x85, 0x01, 1])),
  field("an attribute that is cut", bytesField(9, Buffer.from([0x0a, 9, 0x61]))),
  field("a value that is cut", bytesField(9, bytesField(1, "a"), Buffer.from([0x12, 2, 0x0a, 9]))),
  field("an event that is cut", bytesField(11, Buffer.from([0x09, 1]))),
  protobuf("a request that is cut", requestOf(spanOf()).subarray(0, -1), [400]),
  kept("the name as a number", varintField(5, 1)),
  kept("the kind as a text", bytesField(6, "client")),
  kept("unknown fields", varintField(500, 1), fixed64Field(501, 1n), bytesField(502, "x")),
  kept("a kind of 2^63", varintField(6, 2n ** 63n)),
];

const ids: readonly BadCase[] = [
  protobuf("no ids", requestOf(bytesField(5, "x")), [200]),
  protobuf(
    "ids of zeros",
    requestOf(Buffer.concat([bytesField(1, Buffer.alloc(16)), bytesField(2, Buffer.alloc(8))])),
    [200],
  ),
  protobuf(
    "a trace id of 15 bytes",
    requestOf(Buffer.concat([bytesField(1, TRACE.subarray(1)), bytesField(2, SPAN)])),
    [200],
  ),
  protobuf(
    "a trace id of a megabyte",
    requestOf(Buffer.concat([bytesField(1, Buffer.alloc(MIB, 1)), bytesField(2, SPAN)])),
    [200],
  ),
  kept("a parent of three bytes", bytesField(4, "abc")),
  kept("itself as parent", bytesField(4, SPAN)),
  kept("a link without ids", bytesField(13)),
  protobuf("empty records", requestOf(Buffer.alloc(0), Buffer.alloc(0)), [200], { path: "/v1/logs" }),
];

const times: readonly BadCase[] = [
  kept("no times"),
  kept("an end before the start", fixed64Field(7, 2n ** 60n), fixed64Field(8, 1n)),
  kept("the last time there is", fixed64Field(7, 2n ** 64n - 1n), fixed64Field(8, 2n ** 64n - 1n)),
  kept("a duration of 584 years", fixed64Field(7, 0n), fixed64Field(8, 2n ** 64n - 1n)),
];

const texts: readonly BadCase[] = [
  kept("an attribute __proto__", attribute(9, "__proto__", bytesField(6, stringAttribute(1, "polluted", "yes")))),
  kept(
    "attributes constructor and toString",
    stringAttribute(9, "constructor", "x"),
    stringAttribute(9, "toString", "y"),
  ),
  kept(
    "HTML in every text",
    bytesField(5, "<img src=x onerror=alert(1)>"),
    stringAttribute(9, "<script>", "</script><script>alert(1)</script>"),
  ),
  kept(
    "control characters of a terminal",
    bytesField(5, "\u001b]0;owned\u0007\u001b[2J\u202e"),
    stringAttribute(9, "session.id", "\u001b[31m"),
  ),
  kept("NUL and quotes where SQL might be", stringAttribute(9, "session.id", "\0'; DROP TABLE spans;--")),
  kept(
    "bytes that are no UTF-8",
    bytesField(5, Buffer.from([0xc3, 0x28, 0xff, 0xfe])),
    attribute(9, "a", bytesField(1, Buffer.alloc(100, 0xff))),
  ),
  kept("an empty key, and no key", stringAttribute(9, "", "x"), bytesField(9)),
  kept("a key of a megabyte", stringAttribute(9, "k".repeat(MIB), "x")),
  kept("a name of four megabytes", bytesField(5, "n".repeat(4 * MIB))),
  kept("a session id of a megabyte", stringAttribute(9, "session.id", "s".repeat(MIB))),
  kept(
    "token counts that are no counts",
    attribute(9, "gen_ai.usage.input_tokens", varintField(3, -5)),
    attribute(9, "gen_ai.usage.output_tokens", bytesField(1, "many")),
  ),
  kept("a name from another folder", stringAttribute(9, "session.id", "../../../../etc/passwd")),
];

const amounts: readonly BadCase[] = [
  kept("lists in lists, 33 deep", attribute(9, "gen_ai.input.messages", nestedLists(33))),
  kept("lists in lists, 100,000 deep", attribute(9, "gen_ai.input.messages", nestedLists(100_000))),
  kept("50,000 attributes", ...Array.from({ length: 50_000 }, (_, index) => stringAttribute(9, `a${index}`, "x"))),
  kept("20,000 events", ...Array.from({ length: 20_000 }, () => bytesField(11, bytesField(2, "e")))),
  protobuf("20,001 spans", requestOf(...new Array<Buffer>(20_001).fill(spanOf())), [413]),
  protobuf("50,001 log records", requestOf(...new Array<Buffer>(50_001).fill(bytesField(3, "INFO"))), [413], {
    path: "/v1/logs",
  }),
  protobuf(
    "50,001 points",
    requestOf(Buffer.concat([bytesField(1, "m"), bytesField(5, ...new Array<Buffer>(50_001).fill(bytesField(1)))])),
    [413],
    { path: "/v1/metrics" },
  ),
  protobuf("100,000 empty resources", Buffer.concat(new Array<Buffer>(100_000).fill(bytesField(1))), [200]),
  protobuf("bytes beyond 20 MiB", Buffer.alloc(20 * MIB + 1), [413]),
  protobuf("bytes beyond 20 MiB in chunks", Buffer.alloc(20 * MIB + 1), [413], { chunked: true }),
];

const span = (fields: string): string =>
  `{"resourceSpans":[{"scopeSpans":[{"spans":[{"traceId":"${TRACE.toString("hex")}","spanId":"${SPAN.toString("hex")}"${fields}}]}]}]}`;

const jsonBodies: readonly BadCase[] = [
  json("nothing as JSON", "", [400]),
  json("no object", "[]", [400]),
  json("JSON that is cut", span("").slice(0, -1), [400]),
  json("JSON and more", `${span("")}x`, [400]),
  json("a comma too many", '{"resourceSpans":[],}', [400]),
  json("names without quotes", "{resourceSpans:[]}", [400]),
  json("a control character in a text", span(',"name":"a\u0001"'), [400]),
  json("an escape that is none", span(String.raw`,"name":"\x41"`), [400]),
  json("half of a surrogate pair", span(String.raw`,"name":"\ud800"`), [200]),
  json("spans as a text", '{"resourceSpans":"x"}', [400]),
  json("null for a span", '{"resourceSpans":[{"scopeSpans":[{"spans":[null]}]}]}', [400]),
  json("a time below zero", span(',"startTimeUnixNano":"-1"'), [400]),
  json("a time of 1e400", span(',"startTimeUnixNano":1e400'), [400]),
  json("a time that is a word", span(',"startTimeUnixNano":"now"'), [400]),
  json(
    "__proto__ as a field and as a key",
    span(',"__proto__":{"polluted":1},"attributes":[{"key":"__proto__","value":{"stringValue":"x"}}]'),
    [200],
  ),
  json(
    "ids in base64",
    '{"resourceSpans":[{"scopeSpans":[{"spans":[{"traceId":"W47/95gDgQPSabYzgT/GDA==","spanId":"AAAAAAAAAAE="}]}]}]}',
    [200],
  ),
  json("a million brackets", "[".repeat(1_000_000), [400]),
  json("a million brackets in an unknown field", `{"x":${"[".repeat(500_000)}${"]".repeat(500_000)}}`, [400]),
  json("20 MB of white space", " ".repeat(20_000_000), [400]),
  json(
    "ten million zeros that would grow",
    `{"resourceMetrics":[{"scopeMetrics":[{"metrics":[{"histogram":{"dataPoints":[{"bucketCounts":[${"0,".repeat(4_000_000)}0]}]}}]}]}]}`,
    [200, 413],
  ),
  json("JSON in UTF-16", Buffer.from(span(""), "utf16le").toString("latin1"), [400]),
];

/** A zstd frame that asks for a window of 128 MiB. */
const WIDE_WINDOW = Buffer.from([0x28, 0xb5, 0x2f, 0xfd, 0x00, 0x88, 0x09, 0x00, 0x00, 0x41]);

/** A gzip stream whose checksum is wrong. */
function wrongChecksum(): Buffer {
  const zipped = gzipSync(requestOf(spanOf()));
  zipped.writeUInt32LE((crc32("other") ^ 1) >>> 0, zipped.byteLength - 8);
  return zipped;
}

const encodings = (): readonly BadCase[] => {
  const plain = requestOf(spanOf());
  const zeros = Buffer.alloc(256 * MIB);
  return [
    encoded("gzip that is none", "gzip", Buffer.from("hello"), [400]),
    encoded("gzip that is cut", "gzip", gzipSync(plain).subarray(0, -5), [400]),
    encoded("gzip with a wrong checksum", "gzip", wrongChecksum(), [400]),
    encoded("gzip with more behind it", "gzip", Buffer.concat([gzipSync(plain), Buffer.alloc(1_000, 1)]), [200, 400]),
    encoded("gzip in gzip", "gzip", gzipSync(gzipSync(plain)), [400]),
    encoded("nothing as gzip", "gzip", Buffer.alloc(0), [200, 400]),
    encoded("deflate without its header", "deflate", deflateRawSync(plain), [400]),
    encoded("zstd that is none", "zstd", Buffer.from("hello"), [400]),
    encoded("zstd that is cut", "zstd", zstdCompressSync(plain).subarray(0, -5), [400]),
    encoded(
      "zstd with more behind it",
      "zstd",
      Buffer.concat([zstdCompressSync(plain), Buffer.alloc(1_000, 1)]),
      [400],
    ),
    encoded("nothing as zstd", "zstd", Buffer.alloc(0), [200, 400]),
    encoded("zstd with a window of 128 MiB", "zstd", WIDE_WINDOW, [400]),
    encoded("gzip of 256 MiB of zeros", "gzip", gzipSync(zeros), [413]),
    encoded("zstd of 256 MiB of zeros", "zstd", zstdCompressSync(zeros), [413]),
    encoded("brotli", "br", plain, [415]),
    encoded("two encodings", "gzip, gzip", plain, [415]),
    encoded("an encoding that is none", "__proto__", plain, [415]),
  ];
};

export const badBodies = (): readonly BadCase[] => [
  ...varints,
  ...ids,
  ...times,
  ...texts,
  ...amounts,
  ...jsonBodies,
  ...encodings(),
];
