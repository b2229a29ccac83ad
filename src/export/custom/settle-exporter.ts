import { waitAtMost } from "../../internal/wait-at-most.ts";
import type { Channel } from "../channel.ts";

/** Tells an exporter of the host to send or to stop, for as long as is given: it may throw, reject or never answer. Other channels have none. */
export async function settleExporter(
  channel: Channel,
  method: "forceFlush" | "shutdown",
  timeoutMillis: number,
): Promise<void> {
  if (channel.takes !== "records" || channel.exporter?.[method] === undefined) return;
  try {
    await waitAtMost(timeoutMillis, channel.exporter[method]());
  } catch {
    // The exporter was told; what it lost is in its own account.
  }
}
