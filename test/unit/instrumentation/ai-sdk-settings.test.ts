import { expect, it } from "vitest";
import { aiSdkTelemetry, wrapAiSdk } from "../../../src/instrumentation/ai-sdk/index.ts";
import { createTestTelemetry } from "../../../src/testing/index.ts";

it("leaves out settings of a call that are undefined", () => {
  const settings = aiSdkTelemetry({ functionId: undefined, recordInputs: undefined, metadata: { tags: ["a", "b"] } });

  expect(Object.keys(settings)).toEqual(["metadata", "isEnabled", "tracer"]);
});

it("names the call of an agent by its id where its settings name no function", async () => {
  class ToolLoopAgent {
    readonly settings = { id: "helper" };
    generate(options: unknown): unknown {
      return options;
    }
  }
  await using telemetry = createTestTelemetry();
  wrapAiSdk({ ToolLoopAgent });
  const named = (functionId?: string) =>
    telemetry.run(() => new ToolLoopAgent().generate({ experimental_telemetry: { functionId } }));

  expect(named("other")).toMatchObject({ experimental_telemetry: { functionId: "other" } });
  expect(named()).toMatchObject({ experimental_telemetry: { functionId: "helper" } });
});
