import { OpenAIInstrumentation } from "@arizeai/openinference-instrumentation-openai";
import { init } from "agentscribe";
import OpenAI from "openai";
import { answer, lookupOrder } from "../agent.mjs";

const phoenix = { url: process.env.PHOENIX_COLLECTOR_ENDPOINT, attributes: "openinference" };
const telemetry = init({ exporters: [{}, { ...phoenix, signals: { metrics: false, events: false } }] });

await telemetry.flush(); // spans of others are taken from here on, and not from the first moment
new OpenAIInstrumentation().manuallyInstrument(OpenAI); // its spans are priced and counted, once

const client = new OpenAI();
const lookup = (id) => telemetry.tool({ name: "lookup_order", arguments: { id } }, () => lookupOrder(id));

await telemetry.session({ id: "thread-1", user: { id: "ada" } }, () =>
  telemetry.agent({ name: "support" }, async () => {
    console.log(await answer(client, "Where is order A-1042?", lookup));
  }),
);
await telemetry.shutdown();
