import { describe, expect, it } from "vitest";
import type { CaptureOption, RetrievedDocument } from "../../../src/index.ts";
import { startRecording } from "../../support/recording.ts";

const HANDBOOK = { dataSourceId: "handbook", provider: "openai", model: "text-embedding-3-small", topK: 2 };
const DOCUMENTS = "gen_ai.retrieval.documents";

/** The attributes of a search that found these documents, and whether anything that left has their text. */
async function search(capture: CaptureOption, documents: readonly RetrievedDocument[]) {
  const { telemetry, receiver, finish } = await startRecording({ capture });
  telemetry.retrieval({ ...HANDBOOK, query: "refunds" }, (call) => call.documents(documents));
  const { span, violations } = await finish();
  expect(violations).toEqual([]);
  const { attributes } = span("retrieval handbook");
  const found: unknown = attributes[DOCUMENTS] === undefined ? undefined : JSON.parse(String(attributes[DOCUMENTS]));
  return { attributes, found, hasLeft: JSON.stringify(receiver.requests).includes("two days") };
}

describe("documents that a search found", () => {
  const said = [{ id: "d1", score: 0.9, content: "Refunds take two days." }, { id: "d2" }];

  it("have their texts where results of tools are captured", async () => {
    const { found, hasLeft } = await search({ toolResults: true }, said);
    expect(found).toEqual(said);
    expect(hasLeft).toBe(true);
  });

  it("are withheld otherwise, and counted", async () => {
    const { attributes, found, hasLeft } = await search({ prompts: true, responses: true }, said);
    expect(found).toBeUndefined();
    expect(hasLeft).toBe(false);
    expect(attributes["agentscribe.retrieval.document_count"]).toBe(2);
  });

  it("have no secrets in their texts, and may be more than texts", async () => {
    const parts = [{ title: "Refunds", page: 4 }];
    const documents = [
      { content: "AWS_SECRET_ACCESS_KEY=wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY" },
      { content: parts },
    ];
    const { found } = await search("full", documents);
    expect(found).toEqual([{ content: expect.stringContaining("[REDACTED:") }, { content: parts }]);
  });
});
