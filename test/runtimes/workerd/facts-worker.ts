import { env, waitUntil } from "cloudflare:workers";
import { init } from "agentscribe";

const telemetry = init({
  service: { name: "facts" },
  exporters: [{ url: env.OTLP_URL, compression: "gzip" }],
  waitUntil,
});

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
    return Response.json({ description: telemetry.describe(), health: telemetry.health() });
  },
};

export { worker as default };
