import { isList } from "../internal/own-keys.ts";
import { read } from "./given-value.ts";

/** One header of a raw response; absent when there is none, or when its headers are of another kind than the platform's. */
export function responseHeader(response: unknown, name: string): string | undefined {
  try {
    const value: unknown = (response as { headers: { get(name: string): unknown } }).headers.get(name);
    return typeof value === "string" ? value : undefined;
  } catch {
    return undefined;
  }
}

/**
 * What a response failed with, by its status: an error as clients throw it, made of status, headers and body.
 *
 * @returns how to make it of the body; absent when the status is none of an error
 */
export function responseFailure(response: unknown): ((body: unknown) => unknown) | undefined {
  const status = read(response, "status");
  if (typeof status !== "number" || status < 400) return undefined;
  const headers = read(response, "headers");
  // AWS says the kind of error in a header, with the address of its description behind it.
  const code = responseHeader(response, "x-amzn-errortype")?.split(":")[0];
  return (body) => ({
    status,
    headers,
    error: isList(body) ? body[0] : body,
    ...(code !== undefined && code !== "" && { code }),
  });
}
