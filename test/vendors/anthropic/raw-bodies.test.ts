import { expect, it } from "vitest";
import { json } from "../../support/scripted-server.ts";
import { ASK, MESSAGE, SETS, start } from "./support.ts";

it.each(SETS)("raw bodies of a wrapped client of Anthropic, %s, are the request and the message", async (set) => {
  const { client, finish } = await start({ set, telemetry: { capture: { rawBodies: true } } }, json(MESSAGE));
  await client.messages.create(ASK);
  const { attributes } = (await finish()).span(`chat ${ASK.model}`);
  expect(JSON.parse(String(attributes["agentscribe.request.body"]))).toEqual(ASK);
  expect(JSON.parse(String(attributes["agentscribe.response.body"]))).toMatchObject(MESSAGE);
});
