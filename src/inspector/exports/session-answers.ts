import type { SessionRow, StoreStatus } from "../api.ts";
import type { Store } from "../store/store.ts";
import { embeddedPaths } from "./embedded-paths.ts";

/** Spans whose details are read at once at most, and about how many characters they shall have: a span may have one or a million. */
const MAX_BATCH = 500;
const BATCH_CHARS = 2_000_000;
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
  yield [stepsPath, await store.steps(session)];
  let written = 0;
  let limit = 20;
  for (let offset = 0; written < MAX_DETAIL_CHARS; ) {
    const details = await store.details({ session }, undefined, { offset, limit });
    let characters = 0;
    for (const detail of details) {
      characters += JSON.stringify([detail.attributes, detail.events]).length;
      if (written + characters < MAX_DETAIL_CHARS) yield [embeddedPaths(session, [detail]).at(-1) ?? "", detail];
    }
    if (details.length < limit) break;
    written += characters;
    offset += details.length;
    limit = Math.max(1, Math.min(MAX_BATCH, 4 * limit, Math.floor((details.length * BATCH_CHARS) / characters)));
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
