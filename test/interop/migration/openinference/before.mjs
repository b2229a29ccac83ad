import { OpenAIInstrumentation } from "@arizeai/openinference-instrumentation-openai";
import { addSpanAnnotation } from "@arizeai/phoenix-client/spans";
import { register, setSession, setUser, traceAgent, traceTool } from "@arizeai/phoenix-otel";
import { context, trace } from "@opentelemetry/api";
import OpenAI from "openai";
import { answer, lookupOrder } from "../agent.mjs";

const provider = register({ projectName: "shop" });
const instrumentation = new OpenAIInstrumentation();
instrumentation.setTracerProvider(provider);
instrumentation.manuallyInstrument(OpenAI);

const client = new OpenAI();
const lookup = traceTool(lookupOrder, { name: "lookup_order" });
const support = traceAgent(
  async (question) => {
    const { spanId } = trace.getActiveSpan().spanContext();
    return { spanId, said: await answer(client, question, lookup) };
  },
  { name: "support" },
);

const inSession = setUser(setSession(context.active(), { sessionId: "thread-1" }), { userId: "ada" });
const { spanId, said } = await context.with(inSession, () => support("Where is order A-1042?"));
console.log(said);
await provider.forceFlush();
await addSpanAnnotation({ spanAnnotation: { spanId, name: "helpful", score: 1, annotatorKind: "HUMAN" } });
