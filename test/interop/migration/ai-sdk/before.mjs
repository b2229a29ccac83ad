import { OpenTelemetry } from "@ai-sdk/otel";
import { NodeSDK } from "@opentelemetry/sdk-node";
import { generateText, registerTelemetry } from "ai";
import { request } from "./shop.mjs";

const sdk = new NodeSDK({ serviceName: "shop" });
sdk.start();
registerTelemetry(new OpenTelemetry({ runtimeContext: true }));

const { text } = await generateText({
  ...request,
  runtimeContext: { sessionId: "thread-1", userId: "ada" },
  telemetry: { functionId: "support", includeRuntimeContext: { sessionId: true, userId: true } },
});
console.log(text);
await sdk.shutdown();
