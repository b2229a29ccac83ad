import { isMainThread, parentPort, workerData } from "node:worker_threads";
import { startReading } from "../reader/read-thread.ts";
import type { FromThread, ThreadData } from "./thread-messages.ts";
import { leaveWithParent } from "./watchdog.ts";
import { startWriting } from "./write-thread.ts";

/** What a thread or a process of the store runs: it writes, or it reads. */
if (parentPort !== null) {
  const port = parentPort;
  const channel = {
    post: (message: FromThread, memory: readonly ArrayBuffer[] = []) => port.postMessage(message, memory),
    onMessage: (listener: (message: never) => void) => void port.on("message", listener as (message: unknown) => void),
    close: () => port.close(),
  };
  const data = workerData as ThreadData;
  if (data.role === "write") startWriting(channel, data);
  else startReading(channel, data);
} else if (isMainThread && process.send !== undefined && process.argv[2] !== undefined) {
  leaveWithParent();
  const channel = {
    post: (message: FromThread) => void process.send?.(message),
    onMessage: (listener: (message: never) => void) =>
      void process.on("message", listener as (message: unknown) => void),
    close: () => process.disconnect(),
  };
  startReading(channel, JSON.parse(process.argv[2]) as ThreadData);
}
