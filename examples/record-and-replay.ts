/** A run of an agent is recorded once, with a model; from then on it is played, in tests and without one. */
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { init } from "agentscribe";
import { wrapOpenAI } from "agentscribe/openai";
import { recordCassette, replayCassette, startModelServer } from "agentscribe/testing";
import OpenAI from "openai";

const model = await startModelServer({
  turns: [{ toolCalls: [{ name: "find_order", arguments: { id: "A-1042" } }] }, { text: "Your parcel is in Lyon." }],
});
const telemetry = init({ service: { name: "record-and-replay" }, exporters: [] });

/** Asks, runs the tool, asks again. The time in its question differs in each run. */
async function agent(question: string): Promise<string> {
  const client = wrapOpenAI(new OpenAI({ apiKey: "sk-none-of-yours", baseURL: model.openaiUrl, maxRetries: 0 }));
  const messages: OpenAI.ChatCompletionMessageParam[] = [
    { role: "user", content: `${question} It is ${new Date().toISOString()}.` },
  ];
  return await telemetry.agent({ name: "helper" }, async () => {
    const first = await client.chat.completions.create({ model: "gpt-5-mini", messages });
    const message = first.choices[0]?.message;
    if (message === undefined) return "";
    messages.push(message);
    for (const call of message.tool_calls ?? []) {
      const found = await telemetry.tool(
        { name: "find_order", callId: call.id, arguments: { id: "A-1042" } },
        async () => {
          console.log("  the tool runs");
          return { place: "Lyon" };
        },
      );
      messages.push({ role: "tool", tool_call_id: call.id, content: JSON.stringify(found) });
    }
    let text = "";
    const stream = await client.chat.completions.create({ model: "gpt-5-mini", messages, stream: true });
    for await (const chunk of stream) text += chunk.choices[0]?.delta.content ?? "";
    return text;
  });
}

const folder = mkdtempSync(join(tmpdir(), "record-and-replay-"));
const path = join(folder, "parcel.jsonl");

console.log("recorded:");
const recording = recordCassette({ path });
console.log(`  ${await agent("Where is my parcel?")}`);
await recording.stop();
await model.close();
console.log(`  ${readFileSync(path, "utf8").includes("sk-none") ? "with" : "without"} the key in the file`);

console.log("played, with no model anywhere:");
const replay = replayCassette({ path, tools: "replay" });
console.log(`  ${await agent("Where is my parcel?")}`);
replay.assertAllUsed();
await replay.stop();

console.log("asked something else:");
const other = replayCassette({ path, tools: "replay" });
await agent("Who are you?").catch(({ message }: Error) =>
  console.log(`  ${message.slice(message.indexOf("differs"))}`),
);
await other.stop();

await telemetry.shutdown();
rmSync(folder, { recursive: true, force: true });
