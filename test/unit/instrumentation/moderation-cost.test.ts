import { expect, it, vi } from "vitest";
import { OPENAI_METHODS } from "../../../src/instrumentation/openai/methods.ts";
import type { LlmCall } from "../../../src/record/scopes/llm.ts";

const moderate = OPENAI_METHODS.flatMap((method) => (method.path[0] === "moderations" ? [method] : []))[0];

it.each([
  ["https://api.openai.com/v1", true],
  ["https://eu.api.openai.com/v1", true],
  ["http://127.0.0.1:8000/v1", false],
  ["https://gateway.internal.test/v1", false],
  ["https://mine.openai.azure.com/openai/v1/", false],
  ["https://api.mistral.ai/v1", false],
])("a moderation at %s is said to cost nothing: %s", (baseURL, isFree) => {
  if (moderate === undefined || !("plan" in moderate)) throw new Error("moderations are not planned");
  const planned = moderate.plan([{ input: "hello" }], { _client: { baseURL } });
  const cost = vi.fn();
  if (planned?.kind === "llm") planned.onStart?.({ cost } as unknown as LlmCall);
  expect(cost.mock.calls).toEqual(isFree ? [[0]] : []);
});
