import * as Sentry from "@sentry/node";
import { init } from "agentscribe";
import { wrapOpenAI } from "agentscribe/openai";
import OpenAI from "openai";
import { answer, lookupOrder } from "../agent.mjs";

Sentry.init({
  dsn: process.env.SENTRY_DSN,
  tracesSampleRate: 1,
  enableOpenTelemetrySetup: true, // our scopes become spans of Sentry
  beforeSendSpan(span) {
    // Its pages for agents go by this name, which spans of OpenTelemetry do not have.
    const operation = span.attributes["gen_ai.operation.name"];
    if (operation) span.attributes["sentry.op"] ??= `gen_ai.${operation}`;
    return span;
  },
  integrations: (all) => all.filter(({ name }) => name !== "OpenAI"), // one of the two records a call
});
const telemetry = init({ exporters: [{ url: process.env.OTEL_EXPORTER_OTLP_ENDPOINT }] }); // after Sentry

const client = wrapOpenAI(new OpenAI());
const lookup = (id) => telemetry.tool({ name: "lookup_order", arguments: { id } }, () => lookupOrder(id));

await telemetry.session({ id: "thread-1", user: { id: "ada" } }, () =>
  telemetry.agent({ name: "support" }, async () => {
    console.log(await answer(client, "Where is order A-1042?", lookup));
  }),
);
await telemetry.shutdown();
await Sentry.flush(2_000);
