import { init } from "agentscribe";
import { instrumentAiSdk } from "agentscribe/ai-sdk";
import { generateText } from "ai";
import { request } from "./shop.mjs";

const telemetry = init({ service: { name: "shop" }, capture: "full" }); // @ai-sdk/otel captures content unless told otherwise
instrumentAiSdk();

const { text } = await generateText({
  ...request,
  runtimeContext: { sessionId: "thread-1", userId: "ada" },
  telemetry: { functionId: "support", includeRuntimeContext: { sessionId: true, userId: true } },
});
console.log(text);
await telemetry.shutdown();
