/** The convention's name for what the AI SDK calls a provider, by the beginning of its name: the first one that fits. */
const PROVIDERS: readonly (readonly [prefix: string, provider: string])[] = [
  ["google.vertex", "gcp.vertex_ai"],
  ["google-vertex", "gcp.vertex_ai"],
  ["vertex", "gcp.vertex_ai"],
  ["google", "gcp.gemini"],
  ["amazon-bedrock", "aws.bedrock"],
  ["bedrock", "aws.bedrock"],
  ["azure", "azure.ai.openai"],
  ["mistral", "mistral_ai"],
  ["xai", "x_ai"],
  ["moonshotai", "moonshot_ai"],
  ["togetherai", "together"],
  ["gateway", "vercel_ai_gateway"],
];

/**
 * The provider's name by the conventions: `google.generative-ai` is `gcp.gemini`. A model says its provider with its API, `openai.responses`;
 * the API is left out.
 */
export function providerNameOf(provider: unknown): string {
  if (typeof provider !== "string" || provider === "") return "unknown";
  const name = provider.slice(0, 256).toLowerCase();
  const known = PROVIDERS.find(
    ([prefix]) => name === prefix || name.startsWith(`${prefix}.`) || name.startsWith(`${prefix}-`),
  );
  return known?.[1] ?? name.split(".", 1)[0] ?? name;
}
