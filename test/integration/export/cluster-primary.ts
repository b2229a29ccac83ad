import cluster from "node:cluster";
import { once } from "node:events";
import { fileURLToPath } from "node:url";
import type { RecordingSettings } from "./recording-process.ts";

/** Three workers of a cluster: the first is killed with -9 when it made so many spans as are asked for, the others shut down. */
const KILLED_AFTER = Number(process.argv[2]);
cluster.setupPrimary({ exec: fileURLToPath(new URL("./recording-process.ts", import.meta.url)), args: [] });
const ends = ["killed", "second", "third"].map(async (who) => {
  const isKilled = who === "killed";
  const settings: RecordingSettings = { who, spans: isKilled ? 100_000 : 200, ending: "shutdown" };
  const worker = cluster.fork({ RECORDING: JSON.stringify(settings) });
  let ended = 0;
  worker.on("message", (count: number) => {
    ended = count;
    if (isKilled && count >= KILLED_AFTER) worker.process.kill("SIGKILL");
  });
  const [code, signal] = await once(worker, "exit");
  return { who, ended, end: signal ?? code };
});
console.log(JSON.stringify(await Promise.all(ends)));
