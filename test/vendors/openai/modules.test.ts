import { describe, expect, it } from "vitest";
import { json, sse, startScriptedServer } from "../../support/scripted-server.ts";
import { runPatched } from "../run-patched.ts";
import { HOSTED_CLIENTS, newPlay, wholeTurn } from "./hosted-support.ts";
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

it.each(HOSTED_CLIENTS)(
  "OPENAI_MODULES record turns of agents that OpenAI hosts, once, CommonJS $cjs",
  async (which) => {
    const play = newPlay();
    const server = await startScriptedServer(
      sse([play.event("created", { session: play.session }), ...wholeTurn(play)]),
      json(play.turn("completed")),
    );
    const asked = { agent: { model: "gpt-5" }, environment: { type: "none" }, input: "do ab", stream: true };
    const totals = await runPatched({
      ...which,
      module: "openai",
      className: "OpenAI",
      wrapper: "openai",
      hooks: "OPENAI_MODULES",
      options: { apiKey: "none", baseURL: `${server.url}/v1` },
      body: `
      wrapper.wrapOpenAI(client);
      const { sessions } = client.beta.agents;
      for await (const event of await sessions.create(${JSON.stringify(asked)}));
      await sessions.turns.retrieve("turn_1", { session_id: "sess_1" });
    `,
    });
    expect(totals).toMatchObject({ inferenceCalls: 1, usage: { inputTokens: 1200, outputTokens: 50 } });
  },
);
