/** Zero code: `node --import agentscribe/register agent.js` records the calls of an agent that does not know of it. */
import { execFile } from "node:child_process";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { startModelServer } from "./support/model-server.ts";
import { startReceiver } from "./support/otlp-receiver.ts";

const backend = await startReceiver();
const model = await startModelServer({ script: [{ reply: { text: "Your parcel is on its way." } }] });

const agent = fileURLToPath(new URL("support/plain-agent.ts", import.meta.url));
const { stdout } = await promisify(execFile)(process.execPath, ["--import", "agentscribe/register", agent], {
  env: {
    ...process.env,
    OPENAI_API_KEY: "none",
    OPENAI_BASE_URL: model.url,
    OTEL_SERVICE_NAME: "plain-agent",
    OTEL_EXPORTER_OTLP_ENDPOINT: backend.url,
  },
});
console.log(`the agent said: ${stdout.trim()}`);

for (const { name, resource, attributes } of backend.spans()) {
  const tokens = attributes["gen_ai.usage.output_tokens"];
  console.log(`${resource["service.name"]}: ${name}, ${tokens} output tokens, $${attributes["agentscribe.cost.usd"]}`);
}
await Promise.all([backend.close(), model.close()]);
