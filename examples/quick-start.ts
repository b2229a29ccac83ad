/** Scopes: a session, an agent, one model call, one tool. */
import { init } from "agentscribe";
import OpenAI from "openai";
import { startModelServer } from "./support/model-server.ts";
import { startReceiver } from "./support/otlp-receiver.ts";

const backend = await startReceiver();
const model = await startModelServer();
const client = new OpenAI({ apiKey: "none", baseURL: model.url });

const telemetry = init({ service: { name: "quick-start" }, exporters: [{ url: backend.url }] });

const answer = await telemetry.session({ id: "thread-1" }, () =>
  telemetry.agent({ name: "helper" }, async () => {
    const order = await telemetry.tool(
      { name: "lookup_order", arguments: { order_id: "A-7" } },
      async () => "delivered",
    );
    const request = { model: "gpt-5-mini", input: `The order is ${order}. Write a friendly sentence.` };
    const response = await telemetry.llm({ provider: "openai", request }, async (call) => {
      const answered = await client.responses.create(request);
      call.response(answered); // Usage, model, id and finish reasons are read from it.
      return answered;
    });
    return response.output_text;
  }),
);
await telemetry.shutdown();

console.log(answer);
for (const { name, attributes } of backend.spans()) {
  console.log(name, attributes["gen_ai.usage.input_tokens"] ?? "-", attributes["agentscribe.cost.usd"] ?? "-");
}
await Promise.all([backend.close(), model.close()]);
