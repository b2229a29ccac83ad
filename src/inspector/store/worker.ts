import { parentPort, workerData } from "node:worker_threads";
import { startReading } from "./reader/read-thread.ts";
import type { ThreadData } from "./thread-messages.ts";
import { startWriting } from "./write-thread.ts";

/** What a thread of the store runs: it writes, or it reads. */
const data = workerData as ThreadData;
if (parentPort !== null) {
  if (data.role === "write") startWriting(parentPort, data);
  else startReading(parentPort, data);
}
