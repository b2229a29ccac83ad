import { expect, it } from "vitest";
import { createTestTelemetry } from "../../../src/testing/index.ts";

const text = (): string | undefined => undefined;
const size = (): number | undefined => undefined;

it("takes undefined for what is not known, which the compiler allows with exactOptionalPropertyTypes too", async () => {
  await using telemetry = createTestTelemetry();
  telemetry.session({ id: text(), user: text(), tenant: text() }, () =>
    telemetry.task({ id: text(), type: text() }, (task) => {
      telemetry.tool({ name: "search", callId: text(), description: text() }, () => 1);
      telemetry.llm({ provider: "openai", model: "gpt-5-mini", purpose: text(), request: undefined }, (call) => {
        call.usage({ inputTokens: 3, outputTokens: 2, cacheReadTokens: size() });
        call.answered({ id: text(), model: text() });
      });
      telemetry.retrieval({ dataSourceId: text(), topK: size() }, (call) =>
        call.documents([{ id: "d", score: size() }]),
      );
      task.outcome("success", { revisions: size() });
    }),
  );
  expect(telemetry.modelCalls).toMatchObject([{ model: "gpt-5-mini", usage: { inputTokens: 3, outputTokens: 2 } }]);
  expect(telemetry.toolCalls).toHaveLength(1);
  expect(telemetry.health().problems).toEqual({});
});
