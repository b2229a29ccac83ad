import { describe, expect, it } from "vitest";
import { wrapCohere } from "../../../src/instrumentation/cohere/index.ts";
import { COHERE_MODULES } from "../../../src/instrumentation/cohere/modules.ts";
import { json } from "../../support/scripted-server.ts";
import { ANSWER, ASK, MAJORS, MODEL, startCohere } from "./support.ts";

const META = { billed_units: { input_tokens: 4, output_tokens: 2 } };

describe.each(MAJORS)("wrapCohere() beside chat, %s, %s", (...major) => {
  it("records embeddings of both versions", async () => {
    const { client, first, finish } = await startCohere(
      major,
      json({
        id: "e-1",
        embeddings: { float: [[0.1, 0.2, 0.3]] },
        texts: ["a"],
        meta: META,
        response_type: "embeddings_by_type",
      }),
      json({ id: "e-2", embeddings: [[0.1, 0.2]], texts: ["a"], meta: META, response_type: "embeddings_floats" }),
    );
    const request = { model: "embed-v4.0", texts: ["a"], inputType: "search_document" };
    expect((await client.embed({ ...request, embeddingTypes: ["float"] })).embeddings.float).toEqual([[0.1, 0.2, 0.3]]);
    expect((await first.embed(request)).embeddings).toEqual([[0.1, 0.2]]);
    const { spans, violations } = await finish();
    expect(violations.filter((one) => !one.endsWith("gen_ai.response.model"))).toEqual([]);
    expect(spans.map(({ name }) => name)).toEqual(Array(2).fill("embeddings embed-v4.0"));
    expect(
      spans.map(({ attributes }) => [
        attributes["gen_ai.usage.input_tokens"],
        attributes["gen_ai.embeddings.dimension.count"],
      ]),
    ).toEqual([
      [4, 3],
      [4, 2],
    ]);
  });

  it("records a reranker as a retrieval with its documents", async () => {
    const results = [
      { index: 1, relevance_score: 0.9 },
      { index: 0, relevance_score: 0.1 },
    ];
    const { client, finish } = await startCohere(
      major,
      json({ id: "r-1", results, meta: { billed_units: { search_units: 1 } } }),
      json({ message: "no" }, 400),
    );
    const request = { model: "rerank-v3.5", query: "hello", documents: ["a", "b"], topN: 2 };
    expect((await client.rerank(request)).results[0].relevanceScore).toBe(0.9);
    await expect(client.rerank(request)).rejects.toThrow();
    const { spans, violations } = await finish();
    expect(violations).toEqual([]);
    const [found, failed] = spans;
    expect(found?.name).toBe("retrieval");
    expect(found?.attributes).toMatchObject({
      "gen_ai.operation.name": "retrieval",
      "gen_ai.provider.name": "cohere",
      "gen_ai.request.model": "rerank-v3.5",
      "gen_ai.retrieval.top_k": 2,
      "gen_ai.retrieval.query.text": "hello",
      "agentscribe.retrieval.document_count": 2,
      "agentscribe.cost.reason": "unit_unpriced:search_units",
      "server.address": "127.0.0.1",
    });
    expect(JSON.parse(String(found?.attributes["gen_ai.retrieval.documents"]))).toEqual([
      { id: "1", score: 0.9 },
      { id: "0", score: 0.1 },
    ]);
    expect(failed?.attributes).toMatchObject({ "error.type": "400" });
  });

  it("records generation and summaries of the first version", async () => {
    const { first, finish } = await startCohere(
      major,
      json({ id: "g-1", generations: [{ id: "x", text: "Hi.", finish_reason: "COMPLETE" }], prompt: "hi", meta: META }),
      json({ id: "s-1", summary: "Short.", meta: META }),
    );
    expect((await first.generate({ model: "command", prompt: "hi" })).generations[0].text).toBe("Hi.");
    expect((await first.summarize({ model: "command", text: "long" })).summary).toBe("Short.");
    const { spans } = await finish();
    expect(spans.map(({ name }) => name)).toEqual(Array(2).fill("text_completion command"));
    for (const { attributes } of spans) {
      expect(attributes).toMatchObject({ "gen_ai.usage.input_tokens": 4, "gen_ai.usage.output_tokens": 2 });
    }
  });
});

describe.each(MAJORS)("what is patched in a loaded module, %s, %s", (...major) => {
  it("records once what its clients ask", async () => {
    const { vendor, server, finish } = await startCohere(major, json(ANSWER));
    const [hook] = COHERE_MODULES;
    expect(hook?.name).toBe("cohere-ai");
    hook?.patch(vendor);
    hook?.patch(vendor);
    const options = { token: "none", environment: server.url };
    await new vendor.CohereClientV2(options).chat(ASK);
    await new vendor.CohereClient(options).v2.chat(ASK);
    await wrapCohere(new vendor.CohereClientV2(options)).chat(ASK);
    expect((await finish()).spans.map(({ name }) => name)).toEqual(Array(3).fill(`chat ${MODEL}`));
  });
});
