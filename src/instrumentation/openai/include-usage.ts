import { readPath } from "../read-path.ts";
import { sharedRegistry } from "../shared-registry.ts";

/** Clients whose streams are to be asked for usage. */
const asking = sharedRegistry("agentscribe openai include usage.1", () => new WeakSet<object>());

export function askForUsage(client: object): void {
  asking.add(client);
}

/** What is added to a streamed request that does not say whether it wants usage, and how its extra chunk is told. */
export interface UsageRequest {
  readonly args: readonly unknown[];
  readonly hidesChunk: (chunk: unknown) => boolean;
}

/**
 * The arguments with `stream_options.include_usage` set, in a copy of the caller's request; absent when the request is not streamed, when
 * it says itself whether it wants usage, or when nobody asked for this.
 */
export function withUsage(client: unknown, [request, ...rest]: readonly unknown[]): UsageRequest | undefined {
  if (typeof client !== "object" || client === null || !asking.has(client)) return undefined;
  if (typeof request !== "object" || request === null || readPath(request, "stream") !== true) return undefined;
  const asked = readPath(request, "stream_options");
  if (typeof readPath(asked, "include_usage") === "boolean") return undefined;
  const options = { ...(typeof asked === "object" ? asked : undefined), include_usage: true };
  return { args: [{ ...request, stream_options: options }, ...rest], hidesChunk: isUsageChunk };
}

/** The chunk that only usage is in. Some servers put usage on the last chunk of the answer: that one stays. */
function isUsageChunk(chunk: unknown): boolean {
  const usage = readPath(chunk, "usage");
  return readPath(chunk, "choices", "length") === 0 && typeof usage === "object" && usage !== null;
}
