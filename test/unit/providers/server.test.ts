import { describe, expect, it } from "vitest";
import { providerOf, serverOf } from "../../../src/providers/server.ts";

const PROVIDERS = [
  "openai",
  "anthropic",
  "gcp.gemini",
  "gcp.vertex_ai",
  "x_ai",
  "mistral_ai",
  "groq",
  "deepseek",
  "perplexity",
  "cohere",
  "moonshot_ai",
  "openrouter",
  "together",
  "vercel_ai_gateway",
];

describe("serverOf() and providerOf()", () => {
  it.each(PROVIDERS)("go there and back for %s", (provider) => {
    const server = serverOf(provider);
    expect(server?.port).toBe(443);
    expect(providerOf(server?.address ?? "")).toBe(provider);
  });

  it.each([
    ["openai", { OPENAI_BASE_URL: "http://127.0.0.1:8080/v1" }, { address: "127.0.0.1", port: 8080 }],
    ["openai", { OPENAI_BASE_URL: "http://gateway.test/v1" }, { address: "gateway.test", port: 80 }],
    ["openai", { OPENAI_BASE_URL: "not a url at all" }, { address: "api.openai.com", port: 443 }],
    ["anthropic", { ANTHROPIC_BASE_URL: "https://proxy.test" }, { address: "proxy.test", port: 443 }],
    ["aws.bedrock", { AWS_REGION: "eu-west-1" }, { address: "bedrock-runtime.eu-west-1.amazonaws.com", port: 443 }],
    ["aws.bedrock", {}, undefined],
    [
      "azure.ai.openai",
      { AZURE_OPENAI_ENDPOINT: "https://me.openai.azure.com" },
      { address: "me.openai.azure.com", port: 443 },
    ],
    ["ollama", {}, { address: "localhost", port: 11434 }],
    ["ollama", { OLLAMA_HOST: "10.0.0.2" }, { address: "10.0.0.2", port: 11434 }],
    ["someone", {}, undefined],
    ["constructor", {}, undefined],
  ])("serverOf(%s, %o)", (provider, env, expected) => {
    expect(serverOf(provider, env as Record<string, string>)).toEqual(expected);
  });

  it.each([
    ["bedrock-runtime.us-east-1.amazonaws.com", "aws.bedrock"],
    ["bedrock-mantle.us-east-1.api.aws", "aws.bedrock"],
    ["bedrock-runtime.us-east-1.api.aws.evil.test", undefined],
    ["me.openai.azure.com", "azure.ai.openai"],
    ["me.cognitiveservices.azure.com", "azure.ai.openai"],
    ["us-central1-aiplatform.googleapis.com", "gcp.vertex_ai"],
    ["API.OPENAI.COM:443", "openai"],
    ["eu.api.openai.com", "openai"],
    ["api.openai.com.evil.test", undefined],
    ["notapi.cohere.ai", undefined],
    ["localhost", undefined],
  ])("providerOf(%s)", (host, expected) => {
    expect(providerOf(host)).toBe(expected);
  });
});
