/** Testing: what the agent did is asked in a test, with a scripted model. `node examples/testing.ts` runs it in node:test. */
import { test } from "node:test";
import { fromContext } from "agentscribe";
import { wrapOpenAI } from "agentscribe/openai";
import { assertNoContent, createTestTelemetry, expectTelemetry, startModelServer } from "agentscribe/testing";
import OpenAI from "openai";

async function triage(report: string, baseURL: string): Promise<string> {
  const telemetry = fromContext();
  const client = wrapOpenAI(new OpenAI({ baseURL, apiKey: "scripted", maxRetries: 0 }));
  return telemetry.task({ type: "triage" }, async (task) => {
    const { output_text: severity } = await client.responses.create({ model: "gpt-5-mini", input: report });
    telemetry.record("decision", { type: "severity", choice: severity, options: ["low", "high"] });
    if (severity === "high") await telemetry.tool({ name: "page_someone", arguments: { report } }, async () => "paged");
    task.outcome("success");
    return severity;
  });
}

test("somebody is paged for a bad report", async () => {
  const telemetry = createTestTelemetry();
  const model = await startModelServer({ turns: [{ text: "high" }] });
  await telemetry.run(() => triage("the shop is down", model.openaiUrl));
  expectTelemetry(telemetry).toMatchTrace(`
    task triage
      llm gpt-5-mini
      decision severity: high
      tool page_someone
      outcome success
  `);
  expectTelemetry(telemetry).toHaveCalledTool("page_someone", { with: { report: /down/ } });
  expectTelemetry(telemetry).toCostLessThan(0.001);
  console.log(telemetry.print().replaceAll(/ · [\d.]+ (µs|ms|s)$/gm, ""));
  await Promise.all([telemetry.shutdown(), model.close()]);
});

test("as production captures it, no report leaves", async () => {
  const telemetry = createTestTelemetry({ capture: "none" });
  const model = await startModelServer({ turns: [{ text: "low" }] });
  await telemetry.run(() => triage("call Ada on 555-0100", model.openaiUrl));
  assertNoContent(telemetry, "555-0100");
  expectTelemetry(telemetry).not.toHaveCalledTool("page_someone");
  await Promise.all([telemetry.shutdown(), model.close()]);
});
