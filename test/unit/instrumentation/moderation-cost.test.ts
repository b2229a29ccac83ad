import { expect, it, vi } from "vitest";
import { modelEndpoint } from "../../../src/instrumentation/http/model-endpoints.ts";
import { planRequest } from "../../../src/instrumentation/http/plan-request.ts";
import type { PlannedCall } from "../../../src/instrumentation/observed-method.ts";
import { OPENAI_METHODS } from "../../../src/instrumentation/openai/methods.ts";
import type { LlmCall } from "../../../src/record/scopes/llm.ts";

const moderate = OPENAI_METHODS.flatMap((method) => (method.path[0] === "moderations" ? [method] : []))[0];

function costsOf(planned: PlannedCall | undefined): readonly unknown[] {
  const cost = vi.fn();
  if (planned?.kind === "llm") planned.onStart?.({ cost } as unknown as LlmCall);
  return cost.mock.calls;
}

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
  expect(costsOf(planned)).toEqual(isFree ? [[0]] : []);
  const endpoint = modelEndpoint("POST", `${baseURL.replace(/\/$/, "")}/moderations`);
  expect(costsOf(endpoint && planRequest(endpoint, { input: "hello" }))).toEqual(isFree ? [[0]] : []);
});
