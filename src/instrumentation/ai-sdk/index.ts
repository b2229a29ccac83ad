export { unwrap } from "../instrument.ts";
export type { AiSdkIntegration } from "./integration.ts";
export { wrapModel } from "./model.ts";
export { aiSdkIntegration, instrumentAiSdk } from "./register.ts";
export { type AiSdkTelemetry, aiSdkTelemetry, wrapAiSdk } from "./wrap-ai-sdk.ts";
