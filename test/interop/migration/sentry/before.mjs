import * as Sentry from "@sentry/node";
import OpenAI from "openai";
import { answer, lookupOrder } from "../agent.mjs";

Sentry.init({ dsn: process.env.SENTRY_DSN, tracesSampleRate: 1 });

const client = Sentry.instrumentOpenAiClient(new OpenAI());
const lookup = (id) =>
  Sentry.startSpan(
    {
      name: "execute_tool lookup_order",
      op: "gen_ai.execute_tool",
      attributes: { "gen_ai.tool.name": "lookup_order" },
    },
    () => lookupOrder(id),
  );

Sentry.setUser({ id: "ada" });
Sentry.setConversationId("thread-1");
await Sentry.startSpan(
  { name: "invoke_agent support", op: "gen_ai.invoke_agent", attributes: { "gen_ai.agent.name": "support" } },
  async () => {
    console.log(await answer(client, "Where is order A-1042?", lookup));
  },
);
await Sentry.flush(2_000);
