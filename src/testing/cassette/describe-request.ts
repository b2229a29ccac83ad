import type { WireHeaders } from "../../instrumentation/http/wire-response.ts";
import type { Cleaner } from "./cleaner.ts";
import type { StoredBody, StoredRequest } from "./format.ts";
import { requestHeaders } from "./headers.ts";
import { storeBody } from "./stored-body.ts";

/** A request as it is sent. */
export interface SentRequest {
  readonly method: string;
  readonly url: URL;
  readonly headers: WireHeaders;
  readonly body: Uint8Array | StoredBody;
}

/** A request as a cassette keeps it. The cleaner learns its credentials. */
export function describeRequest({ method, url, headers, body }: SentRequest, cleaner: Cleaner): StoredRequest {
  cleaner.learn((name) => headers.get(name), url.searchParams);
  const stored = body instanceof Uint8Array ? storeBody(body, headers.get("content-type") ?? "", cleaner) : body;
  return {
    method,
    host: url.host,
    scheme: url.protocol === "http:" ? "http" : "https",
    path: cleaner.path(`${url.pathname}${url.search}`),
    headers: requestHeaders(headers, cleaner),
    ...(stored !== undefined && { body: stored }),
  };
}
