import type { SessionRow, StoreStatus } from "../api.ts";
import { readSteps } from "../steps/read-steps.ts";
import type { Store } from "../store/store.ts";
import { embeddedPaths } from "./embedded-paths.ts";

/** Spans whose detail is read at once. */
const BATCH = 500;
/** Characters of details beyond which no more are taken: the file is opened in a browser. */
const MAX_DETAIL_CHARS = 50_000_000;

/** The answers by which the page shows one session without a server, under their paths. Nothing of other sessions is in them. */
export async function* sessionAnswers(
  store: Store,
  row: SessionRow,
): AsyncGenerator<readonly [path: string, value: unknown]> {
  const session = row.id;
  const table = await store.spans({ session });
  const [statusPath = "", rowPath = "", spansPath = "", eventsPath = "", stepsPath = ""] = embeddedPaths(session, []);
  yield [statusPath, statusOf(row)];
  yield ["/api/sessions", { sessions: [row], next: null }];
  yield [rowPath, row];
  yield [spansPath, table];
  yield [eventsPath, await store.events({ session })];
  yield [stepsPath, await readSteps(store, session)];
  let characters = 0;
  for (let offset = 0; characters < MAX_DETAIL_CHARS; offset += BATCH) {
    const details = await store.details({ session }, undefined, { offset, limit: BATCH });
    for (const detail of details) {
      const path = embeddedPaths(session, [detail]).at(-1) ?? "";
      characters += JSON.stringify(detail.attributes).length;
      if (characters < MAX_DETAIL_CHARS) yield [path, detail];
    }
    if (details.length < BATCH) break;
  }
}

/** The status of a store that has this session only: what else is in the store, and where it is, is not the reader's business. */
function statusOf(row: SessionRow): StoreStatus {
  const { service, agentKind, spans, events, traces, startUs, endUs } = row;
  return {
    path: "",
    bytes: 0,
    maxBytes: 0,
    spans,
    events,
    points: 0,
    sessions: 1,
    traces,
    duplicates: 0,
    deleted: 0,
    oldestUs: startUs,
    newestUs: endUs,
    fullText: false,
    sources: [{ service, agentKind, spans, events }],
    warnings: [],
  };
}
