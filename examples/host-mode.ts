/** Host mode: the application has OpenTelemetry already; scopes go through its providers, beside its own spans. */
import { trace } from "@opentelemetry/api";
import { NodeSDK } from "@opentelemetry/sdk-node";
import { init } from "agentscribe";
import { startReceiver } from "./support/otlp-receiver.ts";

const backend = await startReceiver();
process.env.OTEL_EXPORTER_OTLP_ENDPOINT = backend.url;
process.env.OTEL_EXPORTER_OTLP_PROTOCOL = "http/protobuf";
const sdk = new NodeSDK({ serviceName: "shop", autoDetectResources: false });
sdk.start();

const telemetry = init(); // Finds the provider that was registered and starts none of its own.
console.log(telemetry.describe());

const tracer = trace.getTracer("shop");
await tracer.startActiveSpan("POST /chat", async (request) => {
  await telemetry.agent({ name: "helper" }, async () => {
    telemetry.recordLlm({
      provider: "openai",
      model: "gpt-5-mini",
      usage: { inputTokens: 30, outputTokens: 8 },
      durationMs: 700,
    });
    await tracer.startActiveSpan("SELECT orders", async (query) => query.end());
  });
  request.end();
});
await telemetry.shutdown(); // Ends what is open; the application's SDK stays the application's.
await sdk.shutdown();

const spans = backend.spans();
const nameOf = (id: string): string => spans.find(({ spanId }) => spanId === id)?.name ?? "nothing";
for (const { name, parentSpanId, scope } of spans)
  console.log(`${name} inside ${nameOf(parentSpanId)}, by ${scope.name}`);
console.log(`service: ${spans[0]?.resource["service.name"]}, mode: ${telemetry.health().mode}`);
await backend.close();
