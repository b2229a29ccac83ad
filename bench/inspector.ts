import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { openStore } from "../src/inspector/store/open-store.ts";
import { copyStore } from "./inspector/copies.ts";
import { ingestAll } from "./inspector/ingest.ts";
import { measureQuestions } from "./inspector/questions.ts";
import { measureLargeSession, measureReads } from "./inspector/reads.ts";
import { measureServed } from "./inspector/served.ts";
import { measureViewers } from "./inspector/viewers.ts";

/**
 * How fast the store takes spans and answers, beside DuckDB with the same rows and beside Arize Phoenix with the same requests. Read ratios, not
 * times. `--spans 10000000` for more, `--copies 10` for a store that is so many times as large before it is read, `--peers none` for the store alone.
 */
const { values } = parseArgs({
  options: {
    spans: { type: "string", default: "1000000" },
    copies: { type: "string", default: "1" },
    peers: { type: "string", default: "all" },
  },
});
const spans = Number(values.spans);
if (!Number.isSafeInteger(spans) || spans < 1) throw new Error("--spans is a number from 1 up");
const copies = Number(values.copies);
if (!Number.isSafeInteger(copies) || copies < 1 || copies > 255) throw new Error("--copies is a number from 1 to 255");
const withPeers = values.peers !== "none";

const HOW = `(protobuf bytes in, committed; Node ${process.versions.node})`;
const folder = mkdtempSync(join(tmpdir(), "agentscribe-bench-inspector-"));
const path = join(folder, "store.db");
// Where inspectors say that they run: this one is nobody's but the benchmark's.
process.env.XDG_STATE_HOME = folder;
try {
  const alone = await openStore({ path: join(folder, "alone.db"), maxBytes: 2 ** 45 });
  process.stdout.write(`\nWriting ${spans.toLocaleString("en")} spans alone ${HOW}\n`);
  await ingestAll(alone, spans, false);
  await alone.close();
  let store = await openStore({ path, maxBytes: 2 ** 45 });
  process.stdout.write(`\nWriting ${spans.toLocaleString("en")} spans with their events ${HOW}\n`);
  await ingestAll(store, spans, true);
  if (copies > 1) {
    await store.close();
    copyStore(path, copies);
    store = await openStore({ path, maxBytes: 2 ** 45 });
  }
  process.stdout.write("\nReading, as the caller waits for it (median of 30)\n");
  await measureReads(store);
  await measureLargeSession(store, 50_000);
  process.stdout.write(
    `\nQuestions over all ${(spans * copies).toLocaleString("en")} spans${withPeers ? ", beside DuckDB" : ""}\n`,
  );
  await measureQuestions(store, path, folder, withPeers);
  await measureServed(store, 50_000);
  await store.close();
  if (withPeers) await measureViewers(Math.min(spans, 5_000), folder);
} finally {
  rmSync(folder, { recursive: true, force: true });
}
