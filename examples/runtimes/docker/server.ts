/** An agent in a container: it is asked to end with SIGTERM, ends what it is doing, sends its records, and ends. */
import { createServer } from "node:http";
import { init } from "agentscribe";

const telemetry = init({ service: { name: "container-bot" } });
const server = createServer(async (request, response) => {
  const text = await telemetry.agent({ name: "helper" }, () => answer(request.url ?? ""));
  response.end(text);
});
server.listen(Number(process.env.PORT ?? 8080));

// Nobody handles signals for the first process of a container: without this, SIGTERM does nothing, and SIGKILL follows.
process.once("SIGTERM", async () => {
  server.closeIdleConnections();
  await new Promise((closed) => server.close(closed));
  await telemetry.shutdown({ timeoutMillis: 5_000 });
  process.exit(0);
});

async function answer(question: string): Promise<string> {
  await new Promise((done) => setTimeout(done, 200));
  return `Nothing is known of ${question}.`;
}
