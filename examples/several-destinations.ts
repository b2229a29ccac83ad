/** Several destinations: each with its own signals, protocol, headers and capture. */
import { init } from "agentscribe";
import { startReceiver } from "./support/otlp-receiver.ts";

const team = await startReceiver();
const finance = await startReceiver();
const telemetry = init({
  service: { name: "several" },
  exporters: [
    { name: "team", url: team.url, capture: "full", compression: "gzip" },
    {
      name: "finance",
      url: finance.url,
      protocol: "http/json",
      signals: { events: false },
      headers: () => ({ authorization: "Bearer made-when-asked" }),
    },
  ],
});
console.log(telemetry.describe().replaceAll(/:\d+ /g, ":<port> "));

telemetry.recordLlm({
  provider: "openai",
  model: "gpt-5-mini",
  input: [{ role: "user", content: "Where is my order?" }],
  usage: { inputTokens: 30, outputTokens: 8 },
  durationMs: 700,
});
telemetry.record("decision", { type: "route", choice: "answer" });
await telemetry.shutdown();

for (const [name, { requests, ...backend }] of Object.entries({ team, finance })) {
  const [first] = requests;
  const prompt = backend.spans()[0]?.attributes["gen_ai.input.messages"] ?? "withheld";
  const paths = [...new Set(requests.map(({ path }) => path))].sort();
  console.log(`${name}: ${paths.join(" ")}; ${first?.headers["content-type"]}; prompt ${prompt}`);
}
for (const { name, delivered, pending } of telemetry.health().destinations) console.log(name, delivered, pending);
await Promise.all([team.close(), finance.close()]);
