/** A wrapped client: every call of it is recorded, with no scope around it. Inside scopes, calls belong to them. */
import { init } from "agentscribe";
import { wrapOpenAI } from "agentscribe/openai";
import OpenAI from "openai";
import { startModelServer } from "./support/model-server.ts";
import { startReceiver } from "./support/otlp-receiver.ts";

const backend = await startReceiver();
const model = await startModelServer({
  script: [
    { times: 1, reply: { error: { status: 503, message: "Try again" } } },
    { reply: { text: "Your parcel is on its way.", chunkDelayMillis: 5 } },
  ],
});
const telemetry = init({ service: { name: "wrapped-client" }, exporters: [{ url: backend.url }] });

const bare = new OpenAI({ apiKey: "none", baseURL: model.url });
const client = wrapOpenAI(bare, { includeUsage: true }); // Usage of streams comes only to who asks: this asks.
console.log(`the very client: ${client === bare}`);

await telemetry.agent({ name: "helper" }, async () => {
  const stream = await client.chat.completions.create({
    model: "gpt-5-mini",
    messages: [{ role: "user", content: "Where is my parcel?" }],
    stream: true,
  });
  for await (const chunk of stream) process.stdout.write(chunk.choices[0]?.delta.content ?? "");
  process.stdout.write("\n");
});
await telemetry.shutdown();

for (const { name, parentSpanId, attributes } of backend.spans()) {
  const around = backend.spans().find(({ spanId }) => spanId === parentSpanId)?.name ?? "nothing";
  console.log(`${name} inside ${around}: ${attributes["gen_ai.usage.output_tokens"]} output tokens`);
  if (attributes["gen_ai.operation.name"] === "chat")
    console.log(`  retries: ${attributes["agentscribe.llm.retries"]}`);
}
await Promise.all([backend.close(), model.close()]);
