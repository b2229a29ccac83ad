/** Where requests of a provider go. */
export interface ServerAddress {
  readonly address: string;
  readonly port: number;
}

type Environment = Readonly<Record<string, string | undefined>>;

interface KnownServer {
  readonly host?: string;
  /** Ends of the host names that belong to the provider as well. */
  readonly suffixes?: readonly string[];
  /** Variables of the provider's client that replace the host, the first one that is set. */
  readonly baseUrlVariables?: readonly string[];
  readonly port?: number;
}

/** Hosts by the convention name of the provider; names that the conventions do not have are the providers' own. */
const SERVERS: Readonly<Record<string, KnownServer>> = {
  openai: { host: "api.openai.com", suffixes: [".api.openai.com"], baseUrlVariables: ["OPENAI_BASE_URL"] },
  anthropic: { host: "api.anthropic.com", baseUrlVariables: ["ANTHROPIC_BASE_URL"] },
  "gcp.gemini": {
    host: "generativelanguage.googleapis.com",
    baseUrlVariables: ["GOOGLE_GEMINI_BASE_URL", "GEMINI_BASE_URL"],
  },
  "gcp.vertex_ai": {
    host: "aiplatform.googleapis.com",
    suffixes: ["-aiplatform.googleapis.com"],
    baseUrlVariables: ["GOOGLE_VERTEX_BASE_URL"],
  },
  "aws.bedrock": { baseUrlVariables: ["AWS_ENDPOINT_URL_BEDROCK_RUNTIME", "AWS_ENDPOINT_URL"] },
  "azure.ai.openai": {
    suffixes: [".openai.azure.com", ".cognitiveservices.azure.com"],
    baseUrlVariables: ["AZURE_OPENAI_ENDPOINT"],
  },
  "azure.ai.inference": { suffixes: [".services.ai.azure.com", ".inference.ai.azure.com"] },
  x_ai: { host: "api.x.ai", suffixes: [".api.x.ai"] },
  mistral_ai: { host: "api.mistral.ai", suffixes: [".mistral.ai"] },
  groq: { host: "api.groq.com", baseUrlVariables: ["GROQ_BASE_URL"] },
  deepseek: { host: "api.deepseek.com" },
  perplexity: { host: "api.perplexity.ai" },
  cohere: { host: "api.cohere.com", suffixes: ["api.cohere.ai"], baseUrlVariables: ["CO_API_URL"] },
  moonshot_ai: { host: "api.moonshot.ai", suffixes: ["api.moonshot.cn"] },
  "ibm.watsonx.ai": { suffixes: [".ml.cloud.ibm.com"] },
  openrouter: { host: "openrouter.ai" },
  vercel_ai_gateway: { host: "ai-gateway.vercel.sh" },
  together: { host: "api.together.xyz", suffixes: ["api.together.ai"] },
  fireworks: { host: "api.fireworks.ai" },
  cerebras: { host: "api.cerebras.ai" },
  huggingface: { host: "router.huggingface.co", suffixes: ["api-inference.huggingface.co"] },
  alibaba: { host: "dashscope-intl.aliyuncs.com", suffixes: ["dashscope.aliyuncs.com"] },
  ollama: { host: "localhost", port: 11434, suffixes: ["ollama.com"], baseUrlVariables: ["OLLAMA_HOST"] },
};

/** `api.aws` is where OpenAI's and Anthropic's APIs are spoken (`bedrock-mantle`), and where IPv6 is. */
const BEDROCK_HOST =
  /^bedrock(-runtime|-agent-runtime|-mantle)?(-fips)?\.[a-z0-9-]+\.(amazonaws\.com(\.cn)?|api\.aws)$/;

const HTTPS_PORT = 443;

/**
 * Where a provider's client sends its requests when nobody told it otherwise.
 *
 * @param env - variables of the process; those that the provider's own client reads (`OPENAI_BASE_URL`, `AWS_REGION` ...) decide first
 * @returns `undefined` when the provider has no one host, such as Azure without an endpoint
 */
export function serverOf(provider: string, env: Environment = {}): ServerAddress | undefined {
  const known = Object.hasOwn(SERVERS, provider) ? SERVERS[provider] : undefined;
  if (known === undefined) return undefined;
  for (const variable of known.baseUrlVariables ?? []) {
    const server = parseServer(env[variable], known.port ?? HTTPS_PORT);
    if (server !== undefined) return server;
  }
  const host = known.host ?? (provider === "aws.bedrock" ? bedrockHost(env) : undefined);
  return host === undefined ? undefined : { address: host, port: known.port ?? HTTPS_PORT };
}

/** Whether this is the convention name of a provider, or the one that this package gives to a provider that the conventions do not name. */
export function isKnownProvider(name: string): boolean {
  return Object.hasOwn(SERVERS, name) || name === "gcp.gen_ai";
}

/** Convention name of the provider that a host belongs to; `undefined` for hosts of one's own. */
export function providerOf(host: string): string | undefined {
  const name = host.slice(0, 300).toLowerCase().replace(/:\d+$/, "");
  if (BEDROCK_HOST.test(name)) return "aws.bedrock";
  for (const [provider, { host: own, suffixes = [] }] of Object.entries(SERVERS)) {
    if (own !== "localhost" && own === name) return provider;
    if (
      suffixes.some((suffix) =>
        suffix.startsWith(".") || suffix.startsWith("-") ? name.endsWith(suffix) : name === suffix,
      )
    )
      return provider;
  }
  return undefined;
}

function bedrockHost(env: Environment): string | undefined {
  const region = env.AWS_REGION ?? env.AWS_DEFAULT_REGION;
  return region !== undefined && /^[a-z0-9-]{1,32}$/.test(region)
    ? `bedrock-runtime.${region}.amazonaws.com`
    : undefined;
}

function parseServer(url: string | undefined, port: number): ServerAddress | undefined {
  if (url === undefined || url === "" || url.length > 2_000) return undefined;
  const absolute = url.includes("://") ? url : `http://${url}`;
  if (!URL.canParse(absolute)) return undefined;
  const { hostname, port: given, protocol } = new URL(absolute);
  if (hostname === "") return undefined;
  if (given !== "") return { address: hostname, port: Number(given) };
  return { address: hostname, port: protocol === "http:" && url.includes("://") ? 80 : port };
}
