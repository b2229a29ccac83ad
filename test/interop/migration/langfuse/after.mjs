import { init } from "agentscribe";
import { wrapOpenAI } from "agentscribe/openai";
import OpenAI from "openai";
import { answer, lookupOrder } from "../agent.mjs";

const telemetry = init({ service: { name: "shop" }, capture: "full" }); // Langfuse captures content unless told otherwise

const client = wrapOpenAI(new OpenAI());
const lookup = (id) => telemetry.tool({ name: "lookup_order", arguments: { id } }, () => lookupOrder(id));

await telemetry.session({ id: "thread-1", user: { id: "ada" } }, () =>
  telemetry.agent({ name: "support", calls: { prompt: { name: "support", version: "3" } } }, async () => {
    console.log(await answer(client, "Where is order A-1042?", lookup));
    telemetry.record("evaluation", { name: "helpful", score: 1 });
  }),
);
await telemetry.shutdown();
