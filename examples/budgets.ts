/** Limits that an agent cannot overrun: it loops, its budget stops it, and the trace says why. */
import { BudgetExceeded, init } from "agentscribe";
import { wrapOpenAI } from "agentscribe/openai";
import OpenAI from "openai";
import { startModelServer } from "./support/model-server.ts";
import { startReceiver } from "./support/otlp-receiver.ts";

const backend = await startReceiver();
const model = await startModelServer({
  script: [{ reply: { text: "I will look again.", usage: { inputTokens: 1_000, outputTokens: 200 } } }],
});
const telemetry = init({
  service: { name: "looping-agent" },
  exporters: [{ url: backend.url }],
  budgets: [
    {
      name: "one session",
      per: "session",
      maxCostUsd: 0.005,
      notify: ({ what, used, max }) => console.log(`budget ${what}: $${used.toFixed(4)} of $${max}`),
    },
  ],
});
const client = wrapOpenAI(new OpenAI({ apiKey: "none", baseURL: model.url }));

try {
  await telemetry.session({ id: "ticket-12" }, () =>
    telemetry.agent({ name: "searcher" }, async () => {
      for (;;)
        await client.chat.completions.create({ model: "gpt-5-mini", messages: [{ role: "user", content: "?" }] });
    }),
  );
} catch (error) {
  if (!(error instanceof BudgetExceeded)) throw error;
  console.log(`stopped after ${model.requests.length} calls: ${error.message}`);
}
await telemetry.shutdown();

for (const { name, attributes } of backend.spans()) {
  if (name === "session") console.log(`the session ended for: ${attributes["agentscribe.run.end_reason"]}`);
}
await Promise.all([backend.close(), model.close()]);
