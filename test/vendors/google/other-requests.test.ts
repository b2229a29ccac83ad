import { describe, expect, it, vi } from "vitest";
import { json } from "../../support/scripted-server.ts";
import type { VendorSet } from "../load.ts";
import { ASK, DONE, MODEL, SPAN, startGoogle } from "./start-google.ts";

describe.each<VendorSet>(["newest", "previous"])("other requests of @google/genai, %s", (set) => {
  it("records embeddings of the Gemini API, which tells no tokens", async () => {
    const { client, finish } = await startGoogle(set, [json({ embeddings: [{ values: [0.1, 0.2, 0.3] }] })]);
    const response = await client.models.embedContent({
      model: "gemini-embedding-001",
      contents: "hello",
      config: { outputDimensionality: 3 },
    });
    expect(response.embeddings[0].values).toHaveLength(3);
    const { attributes } = (await finish()).span("embeddings gemini-embedding-001");
    expect(attributes).toMatchObject({
      "gen_ai.provider.name": "gcp.gemini",
      "gen_ai.embeddings.dimension.count": 3,
      "gen_ai.request.encoding_formats": ["float"],
      "server.address": "127.0.0.1",
    });
    expect(attributes).not.toHaveProperty("gen_ai.usage.input_tokens");
  });

  it("records embeddings of Vertex AI with their tokens", async () => {
    const predictions = [{ embeddings: { values: [0.1, 0.2], statistics: { token_count: 4, truncated: false } } }];
    const { client, finish } = await startGoogle(set, [json({ predictions })], { client: { vertexai: true } });
    await client.models.embedContent({ model: "text-embedding-005", contents: ["hello"] });
    expect((await finish()).span("embeddings text-embedding-005").attributes).toMatchObject({
      "gen_ai.provider.name": "gcp.vertex_ai",
      "gen_ai.usage.input_tokens": 4,
      "gen_ai.embeddings.dimension.count": 2,
    });
  });

  it("names Vertex AI, and the region in its host", async () => {
    const seen: string[] = [];
    const fetch = async (url: unknown) => {
      seen.push(String(url));
      return new Response(JSON.stringify(DONE), { headers: { "content-type": "application/json" } });
    };
    const { client, finish } = await startGoogle(set, [json(DONE)], {
      client: {
        vertexai: true,
        project: "p",
        location: "europe-west4",
        apiKey: undefined,
        googleAuthOptions: { authClient: { getRequestHeaders: async () => new Headers({ authorization: "none" }) } },
        httpOptions: { fetch },
      },
    });
    await client.models.generateContent(ASK);
    expect(seen[0]).toContain("europe-west4-aiplatform.googleapis.com");
    expect((await finish()).span(SPAN).attributes).toMatchObject({
      "gen_ai.provider.name": "gcp.vertex_ai",
      "server.address": "europe-west4-aiplatform.googleapis.com",
      "server.port": 443,
    });
  });

  it("records generated images, and a request for some that is refused", async () => {
    vi.spyOn(console, "warn").mockImplementation(() => undefined);
    const given = { mimeType: "image/png", bytesBase64Encoded: "AAAA" };
    const { client, finish } = await startGoogle(
      set,
      [
        json({ predictions: [given] }),
        json({ predictions: [{ raiFilteredReason: "Unable to show. Code: 58061214" }] }),
      ],
      { client: { vertexai: true }, telemetry: { capture: "full" } },
    );
    const ask = { model: "imagen-4.0-generate-001", prompt: "a robot" };
    const response = await client.models.generateImages(ask);
    expect(response.generatedImages[0].image.imageBytes).toBe("AAAA");
    await client.models.generateImages(ask);
    const all = await finish();
    const [drawn] = all.spans;
    expect(drawn?.name).toBe("generate_content imagen-4.0-generate-001");
    expect(drawn?.attributes).toMatchObject({
      "gen_ai.output.type": "image",
      "agentscribe.cost.status": "unpriced",
      "agentscribe.response.format": "google.images",
    });
    expect(String(drawn?.attributes["gen_ai.input.messages"])).toContain("a robot");
    expect(JSON.parse(String(drawn?.attributes["gen_ai.output.messages"]))[0].parts).toMatchObject([
      { modality: "image", mime_type: "image/png" },
    ]);
    expect(all.event("agentscribe.refusal").attributes["gen_ai.request.model"]).toBe("imagen-4.0-generate-001");
    vi.restoreAllMocks();
  });

  it("records no model call for counting tokens, caches, batches, files and lists", async () => {
    const { client, server, finish } = await startGoogle(set, [json({ totalTokens: 3, name: "batches/1" })]);
    expect((await client.models.countTokens({ model: MODEL, contents: "hello" })).totalTokens).toBe(3);
    await client.models.get({ model: MODEL });
    await client.caches.create({ model: MODEL, config: { contents: "hello", ttl: "60s" } });
    await client.batches.create({ model: MODEL, src: [{ contents: "hello" }] });
    await client.batches.get({ name: "batches/1" });
    expect(server.requests).toHaveLength(5);
    expect((await finish()).spans).toEqual([]);
  });
});
