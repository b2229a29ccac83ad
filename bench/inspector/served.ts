import { monitorEventLoopDelay } from "node:perf_hooks";
import { startInspector } from "../../src/inspector/index.ts";
import type { Store } from "../../src/inspector/store/store.ts";
import { agentData } from "./agent-data.ts";
import { median, printLine } from "./figures.ts";

const TIMES = 7;
const [LARGE, OTHER] = ["served-session", "other-session"];

/** What the largest answers over HTTP take, and how long the longest turn of the server's loop is meanwhile, with the client in the same thread. */
export async function measureServed(store: Store, spans: number): Promise<void> {
  for (const [seed, sessionId] of [LARGE, OTHER].entries())
    for (const { signal, body } of agentData(spans, { seed: seed + 1, sessionId }))
      await store.ingest(signal, "protobuf", body);
  const { spans: there } = (await store.session(LARGE)) ?? {};
  process.stdout.write(`\nServing a session of ${there?.toLocaleString("en")} spans over HTTP (median of ${TIMES})\n`);
  const inspector = await startInspector({ port: 0, grpcPort: false, store });
  const headers = { authorization: `Bearer ${inspector.token}` };
  const answers: Readonly<Record<string, string>> = {
    "its spans as a table": `/api/sessions/${LARGE}/spans`,
    "its steps": `/api/sessions/${LARGE}/steps`,
    "its comparison with another": `/api/compare?a=${LARGE}&b=${OTHER}`,
    "its export as OTLP JSON lines": `/api/export/otlp?session=${LARGE}`,
  };
  try {
    for (const [name, path] of Object.entries(answers)) await measure(name, inspector.otlpUrl + path, headers);
  } finally {
    await inspector.close();
  }
}

async function measure(name: string, url: string, headers: Readonly<Record<string, string>>): Promise<void> {
  const millis: number[] = [];
  const turns: number[] = [];
  let bytes = 0;
  for (let time = 0; time <= TIMES; time += 1) {
    globalThis.gc?.();
    const loop = monitorEventLoopDelay({ resolution: 1 });
    loop.enable();
    const start = performance.now();
    const answer = await fetch(url, { headers });
    bytes = (await answer.arrayBuffer()).byteLength;
    millis.push(performance.now() - start);
    loop.disable();
    if (!answer.ok) throw new Error(`${answer.status} for ${url}`);
    turns.push(loop.max / 1e6);
  }
  // The first time the code is compiled.
  const [taken, turn] = [median(millis.slice(1)), median(turns.slice(1))];
  printLine(
    name,
    `${taken.toFixed(0).padStart(8)} ms, ${(bytes / 1e6).toFixed(1)} MB, longest turn ${turn.toFixed(0)} ms`,
  );
}
