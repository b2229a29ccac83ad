import type { Store } from "../../inspector/index.ts";
import { CASSETTE } from "../../testing/cassette/names.ts";

/** The cassette that was recorded with a session, as its telemetry says. */
export async function cassetteOf(store: Store, session: string): Promise<string | undefined> {
  const [first] = await store.details({ session }, undefined, { offset: 0, limit: 1 });
  const path = first?.resource.find(([name]) => name === CASSETTE)?.[1];
  return typeof path === "string" ? path : undefined;
}
