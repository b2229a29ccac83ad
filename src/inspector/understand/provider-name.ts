/** The conventions' names for what others call a provider, by the beginning of its name. */
export const PROVIDERS: readonly (readonly [beginning: string, provider: string])[] = [
  ["gcp.", ""],
  ["azure.ai.", ""],
  ["ibm.watsonx.ai", ""],
  ["google.vertex", "gcp.vertex_ai"],
  ["google-vertex", "gcp.vertex_ai"],
  ["google_vertex", "gcp.vertex_ai"],
  ["vertex", "gcp.vertex_ai"],
  ["google", "gcp.gemini"],
  ["gemini", "gcp.gemini"],
  ["amazon", "aws.bedrock"],
  ["bedrock", "aws.bedrock"],
  ["aws", "aws.bedrock"],
  ["az.ai.inference", "azure.ai.inference"],
  ["az", "azure.ai.openai"],
  ["mistral", "mistral_ai"],
  ["xai", "x_ai"],
  ["moonshot", "moonshot_ai"],
  ["together", "together"],
  ["watsonx", "ibm.watsonx.ai"],
  ["gateway", "vercel_ai_gateway"],
];

const known = new Map<string, string>();

/** Names that are kept: more are made up by somebody. */
const MAX_KNOWN = 1_000;

/**
 * The provider's name by the conventions, whoever named it, so that agents can be compared: `google.generative-ai` of the AI SDK is `gcp.gemini`,
 * `az.ai.openai` of older conventions `azure.ai.openai`. The AI SDK names a provider with its API, `openai.responses`; the API is left out.
 */
export function providerNameOf(said: string | undefined): string | undefined {
  if (said === undefined) return undefined;
  const found = known.get(said);
  if (found !== undefined) return found;
  const name = said.slice(0, 256).toLowerCase();
  const match = PROVIDERS.find(([beginning]) => name.startsWith(beginning));
  const provider = match === undefined ? (name.split(".", 1)[0] ?? name) : match[1] === "" ? name : match[1];
  if (known.size < MAX_KNOWN) known.set(said, provider);
  return provider;
}
