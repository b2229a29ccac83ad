import { header } from "./headers.ts";

/** Where providers state the id of a request, the most common first. */
const HEADERS = [
  "x-request-id",
  "request-id",
  "x-amzn-requestid",
  "apim-request-id",
  "x-goog-request-id",
  "x-ms-request-id",
];

/** The provider's id of an HTTP request, from the headers of its response. Never throws. */
export function readRequestId(headers: unknown): string | undefined {
  for (const name of HEADERS) {
    const id = header(headers, name);
    if (id !== undefined) return id;
  }
  return undefined;
}
