import { activeClientValue } from "../internal/active-client.ts";
import type { RecordClient } from "../record/client.ts";

/** The client that records here, when one is on. */
export function recordingClient(): RecordClient | undefined {
  const client = activeClientValue() as (RecordClient & { readonly enabled?: boolean }) | undefined;
  return client?.enabled === true ? client : undefined;
}
