import type { Store } from "../../src/inspector/store/store.ts";
import { agentData } from "./agent-data.ts";
import { printLine, timed } from "./figures.ts";

const TIMES = 30;

/** What the page asks for, as the one who asks waits for it. */
export async function measureReads(store: Store): Promise<void> {
  const { sessions } = await store.sessions({ limit: 1_000 });
  const session = sessions[sessions.length >> 1];
  if (session === undefined) throw new Error("the store has no session");
  const target = { session: session.id };
  const table = await store.spans(target);
  const [traceId = "", spanId = ""] = [table?.traces[0], table?.id[table.trace.indexOf(0)]];
  const reads: Readonly<Record<string, () => Promise<unknown>>> = {
    "100 newest sessions": () => store.sessions(),
    "sessions by cost": () => store.sessions({ sort: "cost" }),
    "sessions with a model": () => store.sessions({ model: session.models[0] ?? "" }),
    "sessions of a user": () => store.sessions({ user: session.user ?? "" }),
    "sessions with an error": () => store.sessions({ failed: true }),
    "a trace as a table": () => store.spans({ trace: traceId }),
    [`a session's ${session.spans} spans as a table`]: () => store.spans(target),
    "the same with their bodies": () => store.details(target),
    "one span with its body": () => store.span(traceId, spanId),
    "a session's events": () => store.events(target),
  };
  for (const [name, read] of Object.entries(reads)) {
    const { median, worst } = await timed(read, TIMES);
    printLine(name, `${median.toFixed(2).padStart(8)} ms, worst ${worst.toFixed(1)}`);
  }
}

/** A session that is as large as one that a page must bear. */
export async function measureLargeSession(store: Store, spans: number): Promise<void> {
  const large = "large-session";
  for (const { signal, body } of agentData(spans, { seed: 11, sessionId: large }))
    await store.ingest(signal, "protobuf", body);
  const { median } = await timed(() => store.spans({ session: large }), 5);
  const session = await store.session(large);
  printLine(
    `a session's ${session?.spans.toLocaleString("en")} spans as a table`,
    `${median.toFixed(2).padStart(8)} ms`,
  );
}
