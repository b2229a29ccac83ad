/** An agent in an edge function of Vercel. Records are in memory, and `waitUntil` keeps the function alive until they are sent. */

import { waitUntil } from "@vercel/functions";
import { init } from "agentscribe";
import { wrapOpenAI } from "agentscribe/openai";
import OpenAI from "openai";

export const config = { runtime: "edge" };

const telemetry = init({ service: { name: "edge-bot" }, waitUntil });
const client = wrapOpenAI(new OpenAI());

export default async function handler(request: Request): Promise<Response> {
  const { question, thread } = (await request.json()) as { question: string; thread: string };
  const answer = await telemetry.session({ id: thread }, () =>
    telemetry.agent({ name: "helper" }, async () => {
      const found = await telemetry.tool({ name: "search", arguments: { question } }, () => search(question));
      const reply = await client.chat.completions.create({
        model: "gpt-5-mini",
        messages: [{ role: "user", content: `${question}\n${found}` }],
      });
      return reply.choices[0]?.message.content;
    }),
  );
  return Response.json({ answer });
}

async function search(question: string): Promise<string> {
  await new Promise((done) => setTimeout(done, 5));
  return `Nothing is known of "${question}".`;
}
