import { afterEach, describe, expect, it } from "vitest";
import { instrumentFetch } from "../../../src/instrumentation/fetch/index.ts";
import { wrapGoogleGenAI } from "../../../src/instrumentation/google/index.ts";
import { GOOGLE_MODULES } from "../../../src/instrumentation/google/modules.ts";
import { startRecording } from "../../support/recording.ts";
import { json, sse, startScriptedServer } from "../../support/scripted-server.ts";
import { loadVendor, requireVendor, type Vendor, type VendorSet } from "../load.ts";
import { ASK, answer, DONE, MODEL, SPAN, startGoogle } from "./start-google.ts";

const restores: (() => void)[] = [];
afterEach(() => {
  for (const restore of restores.splice(0)) restore();
});

const CASES: readonly (readonly [VendorSet, string, () => Promise<Vendor>])[] = (
  ["newest", "previous"] as const
).flatMap((set) => [
  [set, "ESM", () => loadVendor(set, "@google/genai")] as const,
  [set, "CommonJS", async () => requireVendor(set, "@google/genai")] as const,
]);

describe.each(CASES)("GOOGLE_MODULES with @google/genai, %s, %s", (_set, _kind, load) => {
  it("records clients that are made after the module was loaded, wrapped too or not", async () => {
    const interaction = { id: "int-1", object: "interaction", model: MODEL, status: "completed", steps: [] };
    const server = await startScriptedServer(
      json(DONE),
      json({ error: { code: 429, message: "quota" } }, 429),
      sse([answer(), DONE]),
      json(interaction),
      json(DONE),
    );
    const { finish } = await startRecording();
    const vendor = await load();
    const hook = GOOGLE_MODULES.find(({ name }) => name === "@google/genai");
    hook?.patch(vendor);
    hook?.patch(vendor);
    const client = new vendor.GoogleGenAI({ apiKey: "none", httpOptions: { baseUrl: server.url } });
    await client.models.generateContent(ASK);
    await expect(client.models.generateContent(ASK)).rejects.toMatchObject({ status: 429 });
    for await (const _ of await client.models.generateContentStream(ASK));
    await client.interactions.create({ model: MODEL, input: "hello" });
    await wrapGoogleGenAI(client).models.generateContent(ASK);
    const all = await finish();
    expect(all.spans.map(({ name }) => name)).toEqual([SPAN, SPAN, SPAN, SPAN, SPAN]);
    expect(all.spans[0]?.attributes["server.address"]).toBe("127.0.0.1");
    expect(all.spans[2]?.attributes["gen_ai.usage.output_tokens"]).toBe(5);
    expect(all.event("agentscribe.rate_limit").attributes).toMatchObject({ "agentscribe.rate_limit.limited": true });
  });
});

describe("a wrapped client and an observed `fetch`", () => {
  it.each<VendorSet>(["newest", "previous"])("record each request once, %s", async (set) => {
    restores.push(instrumentFetch());
    const { client, server, finish } = await startGoogle(
      set,
      [
        json({ error: { code: 429, message: "quota" } }, 429),
        json(DONE),
        sse([answer(), DONE]),
        json({ totalTokens: 3 }),
      ],
      { httpOptions: { retryOptions: { attempts: 2, initialDelay: 0.001 } } },
    );
    await client.models.generateContent(ASK);
    for await (const _ of await client.models.generateContentStream(ASK));
    await client.models.countTokens({ model: MODEL, contents: "hello" });
    expect(server.requests).toHaveLength(4);
    const { spans } = await finish();
    expect(spans.map(({ name }) => name)).toEqual([SPAN, SPAN]);
    expect(spans[0]?.attributes["agentscribe.llm.retries"]).toBe(1);
  });
});
