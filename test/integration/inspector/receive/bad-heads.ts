import { type BadCase, goodRequest } from "./bad-bodies.ts";
import type { Sent } from "./raw-http.ts";

const { headers: TYPE, body } = goodRequest();

const good = (name: string, sent: Sent, statuses: readonly number[]): BadCase => [
  name,
  { body, ...sent, headers: { ...TYPE, ...sent.headers } },
  statuses,
];
const method = (name: string): BadCase => good(`the method ${name}`, { method: name, body: "" }, [405]);
const path = (name: string, statuses: readonly number[] = [404]): BadCase =>
  good(`the path ${name.slice(0, 40)}`, { path: name }, statuses);
const type = (name: string, statuses: readonly number[]): BadCase =>
  good(`the content-type ${name}`, { headers: { "content-type": name } }, statuses);
const header = (name: string, value: string, statuses: readonly number[]): BadCase =>
  good(`${name}: ${value.slice(0, 40)}`, { headers: { [name]: value } }, statuses);

/** Requests whose body is right and whose head is not. */
export const badHeads = (port: number): readonly BadCase[] => [
  ...["GET", "HEAD", "PUT", "PATCH", "DELETE", "OPTIONS", "PROPFIND"].map(method),
  path("/v1/trace"),
  path("/v1/traces/"),
  path("/V1/TRACES"),
  path("/v1//traces"),
  path("/v1/../v1/traces"),
  path("/v1/%74races"),
  path("/v1/traces%00"),
  path("/v1/traces;x=1"),
  path("/v1/__proto__"),
  path(`/v1/${"a/".repeat(4_000)}`),
  path(`/v1/${"a".repeat(20_000)}`, [431]),
  path("//v1/traces", [401, 404, 405]),
  path("/../../etc/passwd", [401, 404]),
  path("/%", [400, 401]),
  path(`http://127.0.0.1:${port}/v1/traces`, [400]),
  path("*", [400]),
  path("/v1/traces?x=1", [200]),
  type("", [415]),
  type("text/plain", [415]),
  type("application/x-www-form-urlencoded", [415]),
  type("multipart/form-data; boundary=x", [415]),
  type("application/grpc", [415]),
  type("application/json, application/x-protobuf", [415]),
  type("application/json", [400]),
  type("APPLICATION/X-PROTOBUF; charset=utf-8", [200]),
  header("origin", "https://evil.example", [403]),
  header("origin", "null", [403]),
  header("origin", `http://127.0.0.1:${port + 1}`, [403]),
  header("origin", `http://127.0.0.1.evil.example:${port}`, [403]),
  header("origin", `http://127.0.0.1:${port}`, [200]),
  header("sec-fetch-site", "cross-site", [403]),
  header("sec-fetch-site", "same-site", [403]),
  header("host", "evil.example", [421]),
  header("host", `evil.example:${port}`, [421]),
  header("host", "127.0.0.1", [421]),
  header("host", `127.0.0.1:${port}.evil.example`, [421]),
  header("host", `0.0.0.0:${port}`, [421]),
  header("host", `LOCALHOST:${port}`, [200]),
  header("access-control-request-private-network", "true", [200]),
  header("x-filler", "x".repeat(20_000), [431]),
  header("expect", "100-continue", [200]),
  header("expect", "the unexpected", [417]),
  header("content-length", "99999999999", [413]),
];
