import * as traceloop from "@traceloop/node-server-sdk";
import { init } from "agentscribe";
import { wrapOpenAI } from "agentscribe/openai";
import OpenAI from "openai";
import { answer, lookupOrder } from "../agent.mjs";

traceloop.initialize({ appName: "shop", instrumentModules: {} }); // openAI is left out: one of the two records a call
const telemetry = init({ exporters: [{ url: process.env.OTEL_EXPORTER_OTLP_ENDPOINT }] }); // after initialize()

const client = wrapOpenAI(new OpenAI());
const lookup = (id) => traceloop.withTool({ name: "lookup_order" }, () => lookupOrder(id)); // not moved yet

await traceloop.withAssociationProperties({ session_id: "thread-1", user_id: "ada" }, () =>
  telemetry.session({ id: "thread-1", user: { id: "ada" } }, () =>
    telemetry.agent({ name: "support" }, async () => {
      console.log(await answer(client, "Where is order A-1042?", lookup));
    }),
  ),
);
await telemetry.shutdown();
await traceloop.forceFlush();
