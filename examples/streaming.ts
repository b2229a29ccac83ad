/** Streaming: the scope returns the client's own stream and ends when the caller is done with it. */
import { init } from "agentscribe";
import OpenAI from "openai";
import { startModelServer } from "./support/model-server.ts";
import { startReceiver } from "./support/otlp-receiver.ts";

const backend = await startReceiver();
const model = await startModelServer({
  script: [{ reply: { text: "Your parcel is on its way.", chunkDelayMillis: 5 } }],
});
const client = new OpenAI({ apiKey: "none", baseURL: model.url });
const telemetry = init({ service: { name: "streaming" }, exporters: [{ url: backend.url }] });

const request = {
  model: "gpt-5-mini",
  messages: [{ role: "user", content: "Where is my parcel?" }],
  stream: true,
  stream_options: { include_usage: true },
} satisfies OpenAI.ChatCompletionCreateParamsStreaming;

/** What the function returns is what the caller gets: the stream itself, observed while it is read. */
function ask(): Promise<AsyncIterable<OpenAI.ChatCompletionChunk>> {
  return telemetry.llm({ provider: "openai", request }, async () => client.chat.completions.create(request));
}

for await (const chunk of await ask()) process.stdout.write(chunk.choices[0]?.delta.content ?? "");
process.stdout.write("\n");

for await (const _ of await ask()) break; // Left early: the call ends here, its usage an estimate.
await telemetry.shutdown();

for (const { name, attributes } of backend.spans()) {
  const waited = Number(attributes["gen_ai.response.time_to_first_chunk"]) > 0;
  const tokens = attributes["gen_ai.usage.output_tokens"];
  const note = attributes["agentscribe.usage.estimated"] === undefined ? "reported" : "estimated";
  console.log(`${name}: first chunk ${waited ? "timed" : "not timed"}, output tokens ${tokens} (${note})`);
}
await Promise.all([backend.close(), model.close()]);
