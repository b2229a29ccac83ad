import { env, waitUntil } from "cloudflare:workers";
import { init } from "agentscribe";
import { aiSdkIntegration } from "agentscribe/ai-sdk";
import { instrumentFetch } from "agentscribe/fetch";

const telemetry = init({
  service: { name: "facts" },
  exporters: [{ url: env.OTLP_URL, compression: "gzip" }],
  waitUntil,
});

instrumentFetch();

/** Records as its path says, and answers with what the client knows of itself. */
const worker = {
  async fetch(request: Request): Promise<Response> {
    const { pathname } = new URL(request.url);
    if (pathname === "/nested") {
      await telemetry.agent({ name: "outer" }, async () => {
        await new Promise((done) => setTimeout(done, 10));
        await telemetry.tool({ name: "inner" }, () => new Promise((done) => setTimeout(done, 10)));
      });
      await telemetry.flush();
    }
    if (pathname === "/chat") {
      const messages = [{ role: "user", content: "Where is my parcel?" }];
      const headers = { "content-type": "application/json" };
      const body = JSON.stringify({
        model: "gpt-5-mini",
        messages,
        stream: true,
        stream_options: { include_usage: true },
      });
      const reply = await fetch(`${env.OPENAI_BASE_URL}/chat/completions`, { method: "POST", headers, body });
      await reply.text();
      await telemetry.flush();
    }
    if (pathname === "/told") {
      const { onEmbedStart, onEmbedEnd } = aiSdkIntegration();
      const model = "text-embedding-3-small";
      const ids = { callId: "call-1", embedCallId: "embed-1", provider: "openai.embedding", modelId: model };
      await telemetry.agent({ name: "outer" }, async () => {
        onEmbedStart({ ...ids, values: ["parcel"] });
        const headers = { "content-type": "application/json" };
        const body = JSON.stringify({ model, input: ["parcel"] });
        await (await fetch(`${env.OPENAI_BASE_URL}/embeddings`, { method: "POST", headers, body })).text();
        onEmbedEnd({ ...ids, embeddings: [[0.1]], usage: { tokens: 3 } });
      });
      await telemetry.flush();
    }
    return Response.json({ description: telemetry.describe(), health: telemetry.health() });
  },
};

export { worker as default };
