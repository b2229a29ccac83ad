/** Convention names, and names in wide use, of providers that the price table calls otherwise. */
const TABLE_IDS: Readonly<Record<string, string>> = {
  "aws.bedrock": "aws",
  aws_bedrock: "aws",
  bedrock: "aws",
  "azure.ai.openai": "azure",
  "azure.ai.inference": "azure",
  "az.ai.openai": "azure",
  "az.ai.inference": "azure",
  "gcp.gemini": "google",
  "gcp.vertex_ai": "google",
  "gcp.gen_ai": "google",
  gemini: "google",
  vertex_ai: "google",
  x_ai: "x-ai",
  xai: "x-ai",
  mistral_ai: "mistral",
  moonshot_ai: "moonshotai",
  moonshot: "moonshotai",
  together_ai: "together",
  fireworks_ai: "fireworks",
};

/** Gateways that name a model `vendor/model` and charge what the vendor charges. */
const GATEWAYS: ReadonlySet<string> = new Set(["vercel", "vercel_ai_gateway", "gateway", "ai_gateway"]);

const LOCAL_PROVIDERS: ReadonlySet<string> = new Set([
  "ollama",
  "lmstudio",
  "lm_studio",
  "vllm",
  "llamacpp",
  "llama.cpp",
  "llama_cpp",
]);

/** The provider under which a request is priced, and the model by the name that provider gives it. */
export interface PricedAs {
  readonly provider: string;
  readonly model: string;
  /** A gateway passes on the price of this vendor. */
  readonly throughGateway: boolean;
}

export function tableProviderOf(provider: string): string {
  const name = provider.slice(0, 100).trim().toLowerCase();
  return Object.hasOwn(TABLE_IDS, name) ? (TABLE_IDS[name] ?? name) : name;
}

/** Who sets the price of a request: the provider itself, or the vendor behind a gateway. */
export function pricedAs(provider: string, model: string): PricedAs {
  const table = tableProviderOf(provider);
  const slash = model.indexOf("/");
  if (!GATEWAYS.has(table) || slash <= 0) return { provider: table, model, throughGateway: false };
  return { provider: tableProviderOf(model.slice(0, slash)), model: model.slice(slash + 1), throughGateway: true };
}

/** Under whose prices the table has those of a provider that passes requests on to others: a list for each of them. */
export function listedAs(provider: string, upstream: string): string {
  return upstream !== "" && tableProviderOf(provider) === "huggingface" ? `huggingface_${upstream}` : provider;
}

/** Providers that run on the user's own machine: they cost nothing per token unless an override says so. */
export function isLocalProvider(provider: string): boolean {
  return LOCAL_PROVIDERS.has(tableProviderOf(provider));
}
