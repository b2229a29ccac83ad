import { readPath } from "../read-path.ts";
import { serverOfUrl } from "../server-of-url.ts";

/** Who serves the models of a query, and where: the executable reads it from its environment. */
export function serverOfQuery(options: unknown): {
  readonly provider: string;
  readonly serverAddress?: string;
  readonly serverPort?: number;
} {
  const env = readPath(options, "env") ?? process.env;
  const isOn = (name: string): boolean => /^(1|true|yes|on)$/i.test(String(readPath(env, name) ?? ""));
  if (isOn("CLAUDE_CODE_USE_BEDROCK")) return { provider: "aws.bedrock", ...server(env, "ANTHROPIC_BEDROCK_BASE_URL") };
  if (isOn("CLAUDE_CODE_USE_VERTEX")) return { provider: "gcp.vertex_ai", ...server(env, "ANTHROPIC_VERTEX_BASE_URL") };
  if (isOn("CLAUDE_CODE_USE_FOUNDRY"))
    return { provider: "azure.ai.inference", ...server(env, "ANTHROPIC_FOUNDRY_BASE_URL") };
  return { provider: "anthropic", ...server(env, "ANTHROPIC_BASE_URL") };
}

function server(env: unknown, name: string): { readonly serverAddress?: string; readonly serverPort?: number } {
  return serverOfUrl(readPath(env, name));
}
