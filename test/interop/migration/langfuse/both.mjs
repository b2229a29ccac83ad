import { LangfuseSpanProcessor } from "@langfuse/otel";
import { observe, propagateAttributes } from "@langfuse/tracing";
import { NodeTracerProvider } from "@opentelemetry/sdk-trace-node";
import { init } from "agentscribe";
import { wrapOpenAI } from "agentscribe/openai";
import OpenAI from "openai";
import { answer, lookupOrder } from "../agent.mjs";

const processor = new LangfuseSpanProcessor();
new NodeTracerProvider({ spanProcessors: [processor] }).register();
const telemetry = init({ exporters: [{ url: process.env.OTEL_EXPORTER_OTLP_ENDPOINT }] }); // after the provider

const client = wrapOpenAI(new OpenAI()); // in place of observeOpenAI, not around it
const lookup = observe(lookupOrder, { name: "lookup_order", asType: "tool" }); // not moved yet

await propagateAttributes({ sessionId: "thread-1", userId: "ada" }, () =>
  telemetry.session({ id: "thread-1", user: { id: "ada" } }, () =>
    telemetry.agent({ name: "support" }, async () => {
      console.log(await answer(client, "Where is order A-1042?", lookup));
    }),
  ),
);
await telemetry.shutdown();
await processor.forceFlush();
