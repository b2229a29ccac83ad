/** Processes of a cluster: each has a client of its own, and all keep their records in the same folder. */
import cluster from "node:cluster";
import { createServer } from "node:http";
import { init } from "agentscribe";

if (cluster.isPrimary) {
  for (let count = 0; count < 2; count += 1) cluster.fork();
  // What a process that died left behind, another sends: none of it has to be saved here.
  cluster.on("exit", (worker) => {
    if (!worker.exitedAfterDisconnect) cluster.fork();
  });
  process.on("SIGTERM", () => cluster.disconnect());
} else {
  const telemetry = init({ service: { name: "cluster-bot" } });
  const server = createServer(async (_, response) => {
    const text = await telemetry.agent({ name: "helper" }, () => Promise.resolve(`answered by ${process.pid}`));
    response.end(text);
  });
  server.listen(Number(process.env.PORT));
  process.on("disconnect", () => void telemetry.shutdown().then(() => process.exit()));
}
