/** An agent in a Worker. Records are in memory, and `waitUntil` keeps the request open until they are sent. */

import { env, waitUntil } from "cloudflare:workers";
import { init } from "agentscribe";
import { wrapOpenAI } from "agentscribe/openai";
import OpenAI from "openai";

const telemetry = init({
  service: { name: "worker-bot" },
  exporters: [{ url: env.OTLP_URL, headers: { authorization: `Bearer ${env.OTLP_TOKEN}` } }],
  waitUntil,
});

const worker = {
  async fetch(request: Request): Promise<Response> {
    const client = wrapOpenAI(new OpenAI({ apiKey: env.OPENAI_API_KEY, baseURL: env.OPENAI_BASE_URL }));
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
  },
};

async function search(question: string): Promise<string> {
  await new Promise((done) => setTimeout(done, 5));
  return `Nothing is known of "${question}".`;
}

export { worker as default };
