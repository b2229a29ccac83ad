import { OpenTelemetry } from "@ai-sdk/otel";
import { init } from "agentscribe";
import { instrumentAiSdk } from "agentscribe/ai-sdk";
import { generateText, registerTelemetry } from "ai";
import { request } from "./shop.mjs";

const telemetry = init({ service: { name: "shop" } }); // in place of NodeSDK
registerTelemetry(new OpenTelemetry()); // its spans stay in the trace, marked as duplicates and without usage
instrumentAiSdk();

await telemetry.session({ id: "thread-1", user: { id: "ada" } }, async () => {
  const { text } = await generateText({ ...request, telemetry: { functionId: "support" } });
  console.log(text);
});
await telemetry.shutdown();
