import { expect, it } from "vitest";
import { wrapMistral } from "../../../src/instrumentation/mistral/index.ts";
import { MISTRAL_MODULES } from "../../../src/instrumentation/mistral/modules.ts";
import { startRecording } from "../../support/recording.ts";
import { json, sse, startScriptedServer } from "../../support/scripted-server.ts";
import { ASK, COMPLETION, chunk, loadMistral, USAGE } from "./support.ts";

it.each(["newest", "previous"] as const)("records once what classes of the loaded module do, %s", async (set) => {
  const vendor = await loadMistral(set, set === "newest" ? "esm" : "cjs");
  const [hook] = MISTRAL_MODULES;
  expect(hook?.name).toBe("@mistralai/mistralai");
  hook?.patch(vendor);
  hook?.patch(vendor);
  const server = await startScriptedServer(
    json({ message: "slow" }, 429),
    json(COMPLETION),
    sse([chunk({ content: "a" }, "stop", USAGE)], "done"),
  );
  const { finish } = await startRecording();
  const client = new vendor.Mistral({ apiKey: "none", serverURL: server.url });
  await client.chat.complete(ASK, {
    retries: {
      strategy: "backoff",
      backoff: { initialInterval: 1, maxInterval: 1, exponent: 1, maxElapsedTime: 1_000 },
    },
  });
  for await (const _ of await wrapMistral(client).chat.stream(ASK));
  const { spans } = await finish();
  expect(spans.map(({ attributes }) => attributes["gen_ai.usage.output_tokens"])).toEqual([3, 3]);
  expect(spans[0]?.attributes["agentscribe.llm.retries"]).toBe(1);
});
