import { describe, expect, it } from "vitest";
import { json, startScriptedServer } from "../../support/scripted-server.ts";
import { runPatched } from "../run-patched.ts";
import { COMPLETION, MAJORS, MODEL, optionsFor, response, text } from "./support.ts";

describe.each(MAJORS)("OPENROUTER_MODULES with @openrouter/sdk, %s, %s", (set, loading) => {
  it("records once what clients of a patched module ask, wrapped or not, by methods and by `callModel`", async () => {
    const server = await startScriptedServer(
      json(COMPLETION),
      json({ error: { code: 503, message: "busy" } }, 503),
      json(COMPLETION),
      json(response([text("Hi.")])),
    );
    const totals = await runPatched({
      set,
      cjs: loading === "cjs",
      module: "@openrouter/sdk",
      className: "OpenRouter",
      wrapper: "openrouter",
      hooks: "OPENROUTER_MODULES",
      options: optionsFor(server.url),
      body: `
        const chatRequest = { model: ${JSON.stringify(MODEL)}, messages: [{ role: "user", content: "hi" }] };
        const again = { strategy: "backoff", backoff: { initialInterval: 1, maxInterval: 2, exponent: 1, maxElapsedTime: 5000 } };
        await client.chat.send({ chatRequest });
        await wrapper.wrapOpenRouter(client).chat.send({ chatRequest }, { retries: again });
        const answer = await client.callModel({ model: ${JSON.stringify(MODEL)}, input: "hi" }).getText();
        if (answer !== "Hi.") throw new Error(answer);
      `,
    });
    expect(totals).toMatchObject({
      inferenceCalls: 3,
      retries: 1,
      errors: 0,
      usage: { inputTokens: 38, outputTokens: 19 },
    });
  });
});
