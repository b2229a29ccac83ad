import { describe, expect, it } from "vitest";
import { modelEndpoint } from "../../../src/instrumentation/http/model-endpoints.ts";

const told = (url: string): string | undefined => {
  const found = modelEndpoint("POST", url);
  return found && `${found.provider} ${found.operation}${found.model === undefined ? "" : ` ${found.model}`}`;
};

describe("modelEndpoint()", () => {
  it.each([
    ["https://api.openai.com/v1/chat/completions", "openai chat"],
    ["https://eu.api.openai.com/v1/responses", "openai chat"],
    ["https://api.openai.com/v1/completions", "openai text_completion"],
    ["https://api.openai.com/v1/embeddings?a=1", "openai embeddings"],
    ["https://api.openai.com/v1/images/generations", "openai generate_content"],
    ["https://api.openai.com/v1/audio/speech", "openai generate_content"],
    [
      "https://x.openai.azure.com/openai/deployments/my-gpt/chat/completions?api-version=1",
      "azure.ai.openai chat my-gpt",
    ],
    ["https://x.openai.azure.com/openai/v1/responses", "azure.ai.openai chat"],
    ["https://x.services.ai.azure.com/models/chat/completions", "azure.ai.inference chat"],
    ["https://api.anthropic.com/v1/messages?beta=true", "anthropic chat"],
    [
      "https://generativelanguage.googleapis.com/v1beta/models/gemini-3-pro:streamGenerateContent?alt=sse",
      "gcp.gemini generate_content gemini-3-pro",
    ],
    [
      "https://generativelanguage.googleapis.com/v1beta/models/gemini-embedding-001:batchEmbedContents",
      "gcp.gemini embeddings gemini-embedding-001",
    ],
    ["https://generativelanguage.googleapis.com/v1beta/interactions", "gcp.gemini generate_content"],
    ["https://generativelanguage.googleapis.com/v1beta/openai/chat/completions", "gcp.gemini chat"],
    [
      "https://us-east5-aiplatform.googleapis.com/v1/projects/p/locations/us-east5/publishers/google/models/gemini-3-pro:generateContent",
      "gcp.vertex_ai generate_content gemini-3-pro",
    ],
    [
      "https://us-east5-aiplatform.googleapis.com/v1/projects/p/locations/l/publishers/anthropic/models/claude-opus-4-5@20251101:streamRawPredict",
      "gcp.vertex_ai chat claude-opus-4-5@20251101",
    ],
    [
      "https://bedrock-runtime.us-east-1.amazonaws.com/model/anthropic.claude-v2%3A1/converse-stream",
      "aws.bedrock chat anthropic.claude-v2:1",
    ],
    [
      "https://bedrock-runtime.us-east-1.amazonaws.com/model/amazon.titan-embed-text-v2%3A0/invoke",
      "aws.bedrock embeddings amazon.titan-embed-text-v2:0",
    ],
    [
      "https://us-central1-aiplatform.googleapis.com/v1/projects/p/locations/l/publishers/google/models/text-embedding-005:predict",
      "gcp.vertex_ai embeddings text-embedding-005",
    ],
    ["https://api.mistral.ai/v1/fim/completions", "mistral_ai text_completion"],
    ["https://api.mistral.ai/v1/agents/completions", "mistral_ai chat"],
    ["https://api.cohere.com/v2/chat", "cohere chat"],
    ["https://api.cohere.com/v1/embed", "cohere embeddings"],
    ["https://api.groq.com/openai/v1/chat/completions", "groq chat"],
    ["http://localhost:11434/api/chat", "ollama chat"],
    ["http://localhost:11434/v1/chat/completions", "ollama chat"],
    ["https://api.together.xyz/v1/chat/completions", "together chat"],
    ["https://router.huggingface.co/groq/openai/v1/chat/completions", "huggingface chat"],
    [
      "https://router.huggingface.co/hf-inference/models/thenlper/gte-large/pipeline/feature-extraction",
      "huggingface embeddings thenlper/gte-large",
    ],
    ["https://openrouter.ai/api/v1/chat/completions", "openrouter chat"],
    ["https://router.huggingface.co/v1/chat/completions", "huggingface chat"],
    ["https://api.x.ai/v1/responses", "x_ai chat"],
    ["https://api.deepseek.com/chat/completions", "deepseek chat"],
    ["https://api.perplexity.ai/chat/completions", "perplexity chat"],
    ["https://api.moonshot.ai/v1/chat/completions", "moonshot_ai chat"],
    ["https://dashscope-intl.aliyuncs.com/compatible-mode/v1/chat/completions", "alibaba chat"],
  ])("tells provider, operation and model of %s", (url, expected) => {
    expect(told(url)).toBe(expected);
  });

  it.each([
    "https://api.openai.com/v1/models",
    "https://api.openai.com/v1/responses/resp_1/cancel",
    "https://api.anthropic.com/v1/messages/count_tokens",
    "https://api.anthropic.com/v1/messages/batches",
    "https://generativelanguage.googleapis.com/v1beta/models/gemini-3-pro:countTokens",
    "https://bedrock.us-east-1.amazonaws.com/model-invocation-job",
    "https://example.com/v1/complete",
    "https://example.com/v1/images/generations",
    "not a url/chat/completions",
  ])("takes %s for no model request", (url) => {
    expect(told(url)).toBeUndefined();
  });

  it("says what a call is for that is no answer", () => {
    expect(modelEndpoint("POST", "https://api.openai.com/v1/responses/compact")?.purpose).toBe("compaction");
    expect(modelEndpoint("POST", "https://api.openai.com/v1/moderations")?.purpose).toBe("moderation");
  });

  it("says what is made where that is no text of a chat", () => {
    for (const [path, output] of [
      ["images/edits", "image"],
      ["audio/speech", "speech"],
      ["audio/transcriptions", "text"],
      ["audio/translations", "text"],
      ["responses", undefined],
    ]) {
      expect(modelEndpoint("POST", `https://api.openai.com/v1/${path}`)?.output).toBe(output);
    }
  });

  it("takes only a POST for one", () => {
    expect(modelEndpoint("GET", "https://api.openai.com/v1/responses")).toBeUndefined();
    expect(modelEndpoint("post", "https://api.openai.com/v1/responses")).toBeDefined();
  });

  it("wants to see the body where the host is nobody's", () => {
    expect(modelEndpoint("POST", "http://10.0.0.1:8000/v1/chat/completions")?.needs).toEqual([["model"], ["messages"]]);
    expect(modelEndpoint("POST", "https://api.groq.com/openai/v1/chat/completions")?.needs).toBeUndefined();
  });

  it("does not stumble over the URL of a path that cannot be decoded", () => {
    expect(told("https://bedrock-runtime.us-east-1.amazonaws.com/model/a%E0b/converse")).toBe("aws.bedrock chat a%E0b");
  });
});
