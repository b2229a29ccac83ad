/** Propagation: a child process goes on in the parent's trace and session. It runs this same file. */
import { execFile } from "node:child_process";
import { promisify } from "node:util";
import { init } from "agentscribe";
import { startReceiver } from "./support/otlp-receiver.ts";

if (process.env.BACKEND_URL === undefined) await parent();
else await child(process.env.BACKEND_URL);

async function parent(): Promise<void> {
  const backend = await startReceiver();
  const telemetry = init({ service: { name: "parent" }, exporters: [{ url: backend.url }] });
  await telemetry.session({ id: "thread-3" }, () =>
    telemetry.agent({ name: "lead" }, async () => {
      const env = telemetry.injectEnv({ ...process.env, BACKEND_URL: backend.url });
      await promisify(execFile)(process.execPath, process.argv.slice(1), { env });
    }),
  );
  await telemetry.shutdown();
  const spans = backend.spans();
  for (const { name, parentSpanId, resource, attributes } of spans) {
    const around = spans.find(({ spanId }) => spanId === parentSpanId)?.name ?? "nothing";
    console.log(`${resource["service.name"]}: ${name} inside ${around}, session ${attributes["session.id"]}`);
  }
  console.log(`${new Set(spans.map(({ traceId }) => traceId)).size} trace`);
  await backend.close();
}

async function child(url: string): Promise<void> {
  const telemetry = init({ service: { name: "child" }, exporters: [{ url }] });
  telemetry.agent({ name: "worker", parent: telemetry.extractEnv(process.env) }, () => {
    telemetry.recordTool({ name: "search", durationMs: 12 });
  });
  await telemetry.shutdown();
}
