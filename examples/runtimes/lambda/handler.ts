/**
 * An agent in AWS Lambda. The process is frozen once the answer is given, so records are sent before; what could not be is on disk, in the one folder that
 * can be written: set AGENTSCRIBE_SPOOL_DIRECTORY=/tmp/agentscribe.
 */
import { init } from "agentscribe";
import { wrapOpenAI } from "agentscribe/openai";
import OpenAI from "openai";

const telemetry = init({ service: { name: "lambda-bot" } });
const client = wrapOpenAI(new OpenAI());

export async function handler({ question, thread }: { question: string; thread: string }): Promise<{ answer: string }> {
  try {
    return await telemetry.session({ id: thread }, () => answer(question));
  } finally {
    await telemetry.flush();
  }
}

function answer(question: string): Promise<{ answer: string }> {
  return telemetry.agent({ name: "helper" }, async () => {
    const found = await telemetry.tool({ name: "search", arguments: { question } }, () => search(question));
    const reply = await client.chat.completions.create({
      model: "gpt-5-mini",
      messages: [{ role: "user", content: `${question}\n${found}` }],
    });
    return { answer: reply.choices[0]?.message.content ?? "" };
  });
}

async function search(question: string): Promise<string> {
  await new Promise((done) => setTimeout(done, 5));
  return `Nothing is known of "${question}".`;
}
