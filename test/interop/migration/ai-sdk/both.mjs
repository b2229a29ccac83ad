import { OpenTelemetry } from "@ai-sdk/otel";
import { init } from "agentscribe";
import { generateText, registerTelemetry } from "ai";
import { request } from "./shop.mjs";

const telemetry = init({ service: { name: "shop" } }); // in place of NodeSDK
await telemetry.flush(); // spans of others are taken from here on, and not from the first moment
registerTelemetry(new OpenTelemetry()); // its spans are priced and counted, once

await telemetry.session({ id: "thread-1", user: { id: "ada" } }, async () => {
  const { text } = await generateText({ ...request, telemetry: { functionId: "support" } });
  console.log(text);
});
await telemetry.shutdown();
