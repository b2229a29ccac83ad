import { providerOf } from "../../providers/index.ts";
import { readPath } from "../read-path.ts";
import { serverOfUrl } from "../server-of-url.ts";

/** LangChain's own names of providers where they differ from the conventions'. */
const PROVIDERS: Readonly<Record<string, string>> = {
  azure: "azure.ai.openai",
  azure_openai: "azure.ai.openai",
  amazon_bedrock: "aws.bedrock",
  bedrock: "aws.bedrock",
  google_genai: "gcp.gemini",
  google_ai_studio: "gcp.gemini",
  google_vertexai: "gcp.vertex_ai",
  vertexai: "gcp.vertex_ai",
  google: "gcp.gen_ai",
  mistral: "mistral_ai",
  mistralai: "mistral_ai",
  xai: "x_ai",
  moonshot: "moonshot_ai",
  watsonx: "ibm.watsonx.ai",
};

/** Where a model of LangChain sends its requests, and whose model it is: a host that belongs to a provider says more than LangChain's name. */
export function serverOfModel(
  model: unknown,
  lsProvider: unknown,
): { readonly provider: string; readonly serverAddress?: string; readonly serverPort?: number } {
  const server = serverOfUrl(baseUrlOf(model));
  const named = typeof lsProvider === "string" && lsProvider !== "" ? lsProvider.toLowerCase() : "unknown";
  const byHost = server.serverAddress === undefined ? undefined : providerOf(server.serverAddress);
  return { provider: byHost ?? PROVIDERS[named] ?? named, ...server };
}

const URLS: readonly (readonly string[])[] = [
  ["clientConfig", "baseURL"],
  ["apiUrl"],
  ["azureOpenAIEndpoint"],
  ["baseUrl"],
  ["baseURL"],
  ["endpoint"],
  ["serverURL"],
];

function baseUrlOf(model: unknown): unknown {
  for (const path of URLS) {
    const url = readPath(model, ...path);
    if (typeof url === "string" && url !== "") return url;
  }
  return undefined;
}
