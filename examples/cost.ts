/** Cost: of one request, with prices of your own, and of a model that no table knows. */
import { estimateCost, init, type PricingOptions } from "agentscribe";
import { startReceiver } from "./support/otlp-receiver.ts";

const usage = { inputTokens: 12_000, cacheReadTokens: 10_000, outputTokens: 800 };
const pricing: PricingOptions = {
  overrides: { "acme/large": { input: 2, output: 8, cacheRead: 0.2 } }, // US dollars per million tokens
  discount: { openai: 0.1 },
};

for (const [provider, model] of [
  ["openai", "gpt-5-mini"],
  ["acme", "large"],
  ["acme", "unheard-of"],
] as const) {
  const { usd, source, status, reason } = await estimateCost({ provider, model, usage }, pricing);
  console.log(
    `${provider}/${model}:`,
    usd === undefined ? `no price (${reason})` : `$${usd.toFixed(6)}`,
    source,
    status,
  );
}

// The same rules price recorded calls.
const backend = await startReceiver();
const telemetry = init({ service: { name: "cost" }, pricing, exporters: [{ url: backend.url }] });
telemetry.recordLlm({ provider: "acme", model: "large", usage, durationMs: 900 });
telemetry.recordLlm({ provider: "acme", model: "unheard-of", usage, durationMs: 900 });
await telemetry.shutdown();

const { costUsd, unpricedCalls } = telemetry.snapshot().totals;
console.log(`recorded: $${costUsd.toFixed(6)}, ${unpricedCalls} call without a price`);
for (const { name, attributes } of backend.spans()) {
  console.log(name, attributes["agentscribe.cost.usd"], attributes["agentscribe.cost.reason"]);
}
await backend.close();
