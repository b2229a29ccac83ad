import { isKnownProvider } from "./server.ts";

/** The conventions' name for what others call a provider, by the beginning of its name: the first one that fits. */
const PROVIDERS: readonly (readonly [prefix: string, provider: string])[] = [
  ["google.vertex", "gcp.vertex_ai"],
  ["google-vertex", "gcp.vertex_ai"],
  ["google_vertexai", "gcp.vertex_ai"],
  ["vertex", "gcp.vertex_ai"],
  ["vertexai", "gcp.vertex_ai"],
  ["vertex_ai", "gcp.vertex_ai"],
  ["google", "gcp.gemini"],
  ["google_genai", "gcp.gemini"],
  ["gemini", "gcp.gemini"],
  ["amazon-bedrock", "aws.bedrock"],
  ["amazon_bedrock", "aws.bedrock"],
  ["bedrock", "aws.bedrock"],
  ["aws", "aws.bedrock"],
  ["az.ai.inference", "azure.ai.inference"],
  ["az", "azure.ai.openai"],
  ["azure", "azure.ai.openai"],
  ["azure_openai", "azure.ai.openai"],
  ["mistral", "mistral_ai"],
  ["mistralai", "mistral_ai"],
  ["xai", "x_ai"],
  ["moonshot", "moonshot_ai"],
  ["moonshotai", "moonshot_ai"],
  ["togetherai", "together"],
  ["watsonx", "ibm.watsonx.ai"],
  ["gateway", "vercel_ai_gateway"],
];

/**
 * The provider's name by the conventions, whoever named it: `google.generative-ai` of the AI SDK is `gcp.gemini`, `az.ai.openai` of older conventions
 * `azure.ai.openai`. The AI SDK names a provider with its API, `openai.responses`; the API is left out.
 */
export function providerNameOf(provider: unknown): string {
  if (typeof provider !== "string" || provider === "") return "unknown";
  const name = provider.slice(0, 256).toLowerCase();
  if (isKnownProvider(name)) return name;
  const known = PROVIDERS.find(
    ([prefix]) => name === prefix || name.startsWith(`${prefix}.`) || name.startsWith(`${prefix}-`),
  );
  return known?.[1] ?? name.split(".", 1)[0] ?? name;
}
