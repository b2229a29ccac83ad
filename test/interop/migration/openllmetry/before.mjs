import * as traceloop from "@traceloop/node-server-sdk";
import OpenAI from "openai";
import { answer, lookupOrder } from "../agent.mjs";

traceloop.initialize({ appName: "shop", instrumentModules: { openAI: OpenAI } });

const client = new OpenAI();
const lookup = (id) => traceloop.withTool({ name: "lookup_order" }, () => lookupOrder(id));

await traceloop.withAssociationProperties({ session_id: "thread-1", user_id: "ada" }, () =>
  traceloop.withAgent({ name: "support" }, async () => {
    console.log(await answer(client, "Where is order A-1042?", lookup));
  }),
);
const feedback = { annotationTask: "helpful", entity: { id: "thread-1" }, tags: { score: 1 } };
await traceloop.getClient().userFeedback.create(feedback);
await traceloop.forceFlush();
