import { describe, expect, it } from "vitest";
import { json, sse, startScriptedServer } from "../../support/scripted-server.ts";
import { runPatched } from "../run-patched.ts";
import { ASK, CLIENTS, COMPLETION, failing, STREAM } from "./support.ts";

describe.each(CLIENTS)("OPENAI_MODULES with openai, $set, CommonJS $cjs", (which) => {
  it("records each call once, its retries too, also when the client is wrapped besides", async () => {
    const slow = failing(429, "slow", { "retry-after-ms": "1" });
    const server = await startScriptedServer(slow, json(COMPLETION), sse(STREAM, "done"));
    const totals = await runPatched({
      ...which,
      module: "openai",
      className: "OpenAI",
      wrapper: "openai",
      hooks: "OPENAI_MODULES",
      options: { apiKey: "none", baseURL: `${server.url}/v1`, maxRetries: 1 },
      body: `
        await client.chat.completions.create(${JSON.stringify(ASK)});
        wrapper.wrapOpenAI(client, { includeUsage: true });
        for await (const part of await client.chat.completions.create(${JSON.stringify({ ...ASK, stream: true })}));
      `,
    });
    expect(totals).toMatchObject({ inferenceCalls: 2, retries: 1, usage: { inputTokens: 1200, outputTokens: 50 } });
    expect(server.requests.at(-1)?.json()).toMatchObject({ stream_options: { include_usage: true } });
  });
});
