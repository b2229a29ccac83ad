/** A thread with a client of its own, whose work belongs to the agent that started it. It runs this same file. */
import { once } from "node:events";
import { isMainThread, Worker, workerData } from "node:worker_threads";
import { init } from "agentscribe";

const telemetry = init({ service: { name: "threads-bot" } });
if (isMainThread) {
  await telemetry.agent({ name: "lead" }, async () => {
    const thread = new Worker(new URL(import.meta.url), { workerData: telemetry.injectHeaders({}) });
    await once(thread, "exit");
  });
} else {
  await telemetry.agent({ name: "helper", parent: telemetry.extractHeaders(workerData) }, () =>
    telemetry.tool({ name: "search" }, () => Promise.resolve("nothing")),
  );
}
await telemetry.shutdown();
