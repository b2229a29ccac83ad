/** One program for Node, Bun and Deno: the OpenAI client with a stream. Where it sends to comes from the environment. */
import { init } from "agentscribe";
import { wrapOpenAI } from "agentscribe/openai";
import OpenAI from "openai";

const telemetry = init({ service: { name: "runtime-bot" } });
const client = wrapOpenAI(new OpenAI(), { includeUsage: true });

const answer = await telemetry.session({ id: "thread-1" }, () =>
  telemetry.agent({ name: "helper" }, async () => {
    const question = "Where is my parcel?";
    const found = await telemetry.tool({ name: "search", arguments: { question } }, () => search(question));
    const stream = await client.chat.completions.create({
      model: "gpt-5-mini",
      messages: [{ role: "user", content: `${question}\n${found}` }],
      stream: true,
    });
    let text = "";
    for await (const chunk of stream) text += chunk.choices[0]?.delta.content ?? "";
    return text;
  }),
);
console.log(answer);

async function search(question: string): Promise<string> {
  await new Promise((done) => setTimeout(done, 5));
  return `Nothing is known of "${question}".`;
}
