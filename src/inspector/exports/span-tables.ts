import type { SpanTable } from "../api.ts";
import type { Store, Target } from "../store/store.ts";

/** The spans of a session or a trace, or, one after the other, of all sessions of the store, the newest first. */
export async function* spanTables(
  store: Pick<Store, "spans" | "sessions">,
  target?: Target,
): AsyncGenerator<{ readonly session: string | undefined; readonly table: SpanTable }> {
  if (target !== undefined) {
    const table = await store.spans(target);
    if (table !== undefined) yield { session: table.session?.id, table };
    return;
  }
  let cursor: string | undefined;
  do {
    const page = await store.sessions({ limit: 200, cursor });
    for (const { id } of page.sessions) {
      const table = await store.spans({ session: id });
      if (table !== undefined) yield { session: id, table };
    }
    cursor = page.next ?? undefined;
  } while (cursor !== undefined);
}
