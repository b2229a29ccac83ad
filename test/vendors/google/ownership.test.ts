import { spawnSync } from "node:child_process";
import { fileURLToPath } from "node:url";
import { afterEach, describe, expect, it, vi } from "vitest";
import { unwrap, wrapGoogleGenAI } from "../../../src/instrumentation/google/index.ts";
import { startRecording } from "../../support/recording.ts";
import { json, sse, startScriptedServer } from "../../support/scripted-server.ts";
import { loadVendor, requireVendor, type Vendor, type VendorSet } from "../load.ts";
import { ASK, answer, DONE, SPAN, startGoogle } from "./start-google.ts";

afterEach(() => vi.unstubAllEnvs());

describe.each<VendorSet>(["newest", "previous"])("a wrapped client of @google/genai, %s", (set) => {
  it("is the caller's own object, and is given back as it was", async () => {
    const { GoogleGenAI } = await loadVendor(set, "@google/genai");
    class Mine extends GoogleGenAI {
      #secret = 42;
      secret() {
        return this.#secret;
      }
    }
    const client = new (Mine as Vendor)({ apiKey: "none" });
    const shapes = () => [client, client.models, client.apiClient, client.live].map((part) => Reflect.ownKeys(part));
    const before = shapes();
    const { generateContentInternal } = client.models;
    expect(wrapGoogleGenAI(wrapGoogleGenAI(client))).toBe(client);
    expect(client).toBeInstanceOf(GoogleGenAI);
    expect(client.secret()).toBe(42);
    expect(client.models.generateContentInternal).not.toBe(generateContentInternal);
    const { create } = Object.getPrototypeOf(client.interactions);
    expect(client.interactions.create).not.toBe(create);
    unwrap(client);
    expect(client.models.generateContentInternal).toBe(generateContentInternal);
    expect(client.interactions.create).toBe(create);
    expect(shapes()).toEqual(before.map((keys, index) => (index === 0 ? [...keys, "_interactions"] : keys)));
  });

  it("records nothing after `unwrap()`, tools of earlier requests included", async () => {
    const { client, finish } = await startGoogle(set, [json(DONE)]);
    const callTool = async () => [];
    const tool = { tool: async () => ({ functionDeclarations: [{ name: "one" }] }), callTool };
    await client.models.generateContent({ ...ASK, config: { tools: [tool] } });
    unwrap(client);
    await client.models.generateContent(ASK);
    await (tool.callTool as (calls: unknown) => Promise<unknown>)([{ name: "one" }]);
    expect((await finish()).spans.map(({ name }) => name)).toEqual([SPAN]);
  });

  it("is left untouched in a process that is opted out", async () => {
    vi.stubEnv("DO_NOT_TRACK", "1");
    const { GoogleGenAI } = await loadVendor(set, "@google/genai");
    const client = new GoogleGenAI({ apiKey: "none" });
    const before = [client, client.models, client.apiClient].map((part) => Reflect.ownKeys(part));
    expect(wrapGoogleGenAI(client)).toBe(client);
    expect([client, client.models, client.apiClient].map((part) => Reflect.ownKeys(part))).toEqual(before);
  });

  it("records the CommonJS package", async () => {
    const server = await startScriptedServer(json(DONE), sse([answer(), DONE]));
    const { finish } = await startRecording();
    const { GoogleGenAI } = requireVendor(set, "@google/genai");
    const client = wrapGoogleGenAI(new GoogleGenAI({ apiKey: "none", httpOptions: { baseUrl: server.url } }));
    await client.models.generateContent(ASK);
    for await (const _ of await client.models.generateContentStream(ASK));
    expect((await finish()).spans.map(({ name }) => name)).toEqual([SPAN, SPAN]);
  });

  it("leaves the rejection of a call that nobody awaits to the process, once", () => {
    const script = fileURLToPath(new URL("un-awaited.ts", import.meta.url));
    const { stdout, stderr } = spawnSync(process.execPath, [script, set], { encoding: "utf8", timeout: 30_000 });
    expect({ stdout, stderr }).toMatchObject({ stdout: '{"unhandled":["ApiError"],"spans":1}\n' });
  });
});
