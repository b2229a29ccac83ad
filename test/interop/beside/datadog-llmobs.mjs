import { createRequire } from "node:module";
import { init } from "agentscribe";
import { wrapOpenAI } from "agentscribe/openai";
import tracer from "dd-trace";
import { answer, lookupOrder } from "../migration/agent.mjs";

const { llmobs } = tracer.init({ service: "shop", llmobs: { mlApp: "shop" } });
const { OpenAI } = createRequire(import.meta.url)("openai"); // after init(), so that Datadog sees it loaded
const telemetry = init({ service: { name: "shop" } });

const client = wrapOpenAI(new OpenAI());
const lookup = (id) =>
  telemetry.tool({ name: "lookup_order", arguments: { id } }, () =>
    llmobs.trace({ kind: "tool", name: "lookup_order" }, () => lookupOrder(id)),
  );

await llmobs.trace({ kind: "agent", name: "support", sessionId: "thread-1" }, () =>
  telemetry.session({ id: "thread-1", user: { id: "ada" } }, () =>
    telemetry.agent({ name: "support" }, async () => {
      console.log(await answer(client, "Where is order A-1042?", lookup));
    }),
  ),
);
llmobs.flush();
await telemetry.shutdown();
