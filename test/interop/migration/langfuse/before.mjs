import { LangfuseClient } from "@langfuse/client";
import { observeOpenAI } from "@langfuse/openai";
import { LangfuseSpanProcessor } from "@langfuse/otel";
import { observe, propagateAttributes, startActiveObservation } from "@langfuse/tracing";
import { NodeTracerProvider } from "@opentelemetry/sdk-trace-node";
import OpenAI from "openai";
import { answer, lookupOrder } from "../agent.mjs";

const processor = new LangfuseSpanProcessor();
new NodeTracerProvider({ spanProcessors: [processor] }).register();
const langfuse = new LangfuseClient();

const langfusePrompt = await langfuse.prompt.get("support");
const client = observeOpenAI(new OpenAI(), { langfusePrompt });
const lookup = observe(lookupOrder, { name: "lookup_order", asType: "tool" });

await propagateAttributes({ sessionId: "thread-1", userId: "ada" }, () =>
  startActiveObservation(
    "support",
    async () => {
      console.log(await answer(client, "Where is order A-1042?", lookup));
      langfuse.score.activeObservation({ name: "helpful", value: 1 });
    },
    { asType: "agent" },
  ),
);
await langfuse.flush();
await processor.forceFlush();
