/** An exporter of your own: any OpenTelemetry `SpanExporter`, here the official one for OTLP over HTTP. */
import { OTLPTraceExporter } from "@opentelemetry/exporter-trace-otlp-http";
import { init } from "agentscribe";
import { startReceiver } from "./support/otlp-receiver.ts";

const backend = await startReceiver();
const telemetry = init({
  service: { name: "injected" },
  exporters: [{ type: "custom", spanExporter: new OTLPTraceExporter({ url: `${backend.url}/v1/traces` }) }],
});
console.log(telemetry.describe());

await telemetry.agent({ name: "helper" }, async () => {
  telemetry.recordLlm({
    provider: "openai",
    model: "gpt-5-mini",
    usage: { inputTokens: 30, outputTokens: 8 },
    durationMs: 700,
  });
});
await telemetry.shutdown();

for (const { name, resource, attributes } of backend.spans()) {
  console.log(resource["service.name"], name, attributes["gen_ai.usage.input_tokens"]);
}
console.log(backend.requests.map(({ path, headers }) => `${path} ${headers["content-type"]}`).join(", "));
await backend.close();
