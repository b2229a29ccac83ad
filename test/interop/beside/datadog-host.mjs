import { init } from "agentscribe";
import { wrapOpenAI } from "agentscribe/openai";
import tracer from "dd-trace";
import OpenAI from "openai";
import { answer, lookupOrder } from "../migration/agent.mjs";

tracer.init({ service: "shop", plugins: false });
new tracer.TracerProvider().register();
const telemetry = init({ exporters: [{ url: process.env.OTEL_EXPORTER_OTLP_ENDPOINT }] }); // after register()

const client = wrapOpenAI(new OpenAI());
const lookup = (id) =>
  telemetry.tool({ name: "lookup_order", arguments: { id } }, () => tracer.trace("query", () => lookupOrder(id)));

await tracer.trace("request", () =>
  telemetry.session({ id: "thread-1", user: { id: "ada" } }, () =>
    telemetry.agent({ name: "support" }, async () => {
      console.log(await answer(client, "Where is order A-1042?", lookup));
    }),
  ),
);
await telemetry.shutdown();
