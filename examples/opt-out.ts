/** Opt-out: the person who runs the program has the last word, and off means off. */
import { init } from "agentscribe";
import { startReceiver } from "./support/otlp-receiver.ts";

const backend = await startReceiver();

for (const [name, value] of [
  ["TELEMETRY_ENABLED", "false"],
  ["DO_NOT_TRACK", "1"],
  ["OTEL_SDK_DISABLED", "true"],
] as const) {
  process.env[name] = value;
  const telemetry = init({ enabled: true, exporters: [{ url: backend.url }] });
  delete process.env[name];
  const answer = await telemetry.agent({ name: "helper" }, async () => "the agent works as before");
  await telemetry.shutdown();
  console.log(`${telemetry.describe()}: ${answer}`);
}

// At run time, for an application with a switch of its own.
const telemetry = init({ service: { name: "opt-out" }, exporters: [{ url: backend.url }] });
telemetry.disable();
telemetry.recordTool({ name: "unseen", durationMs: 1 });
telemetry.enable();
telemetry.recordTool({ name: "seen", durationMs: 1 });
await telemetry.shutdown();
console.log(backend.spans().map(({ name }) => name));
await backend.close();
