import { fromContext } from "agentscribe";
import { wrapOpenAI } from "agentscribe/openai";
import OpenAI from "openai";

/** The agent that both routes call. */
export async function answer({ question, thread }) {
  const client = wrapOpenAI(new OpenAI());
  const telemetry = fromContext(); // what instrumentation.js started
  return telemetry.session({ id: thread }, () =>
    telemetry.agent({ name: "helper" }, async () => {
      const found = await telemetry.tool({ name: "search", arguments: { question } }, () => search(question));
      const reply = await client.chat.completions.create({
        model: "gpt-5-mini",
        messages: [{ role: "user", content: `${question}\n${found}` }],
      });
      return reply.choices[0]?.message.content;
    }),
  );
}

async function search(question) {
  await new Promise((done) => setTimeout(done, 5));
  return `Nothing is known of "${question}".`;
}
