import { expect, it, onTestFinished, vi } from "vitest";
import type { Telemetry } from "../../../src/index.ts";
import { type Recorded, startRecording } from "../../support/recording.ts";

const KEY = "gen_ai.input.messages";

/** The texts in messages, as a span or an event has them. */
function textsIn(messages: unknown): readonly string[] {
  const list = typeof messages === "string" ? JSON.parse(messages) : (messages ?? []);
  return list.map(({ parts }: { parts: { content: string }[] }) => parts[0]?.content);
}

function callsOf({ spans }: Recorded): Recorded["spans"] {
  return spans
    .filter(({ name }) => name.startsWith("chat"))
    .sort((one, other) => (one.startTimeUnixNano < other.startTimeUnixNano ? -1 : 1));
}

function call(telemetry: Telemetry, input: readonly object[]): void {
  telemetry.llm({ provider: "openai", model: "gpt-5-mini", input }, () => {});
}

it.each(["span", "span_and_event"] as const)(
  "leaves out of the %s nothing that a trace alone has which the sampler drops",
  async (where) => {
    vi.stubEnv("OTEL_TRACES_SAMPLER", "traceidratio");
    vi.stubEnv("OTEL_TRACES_SAMPLER_ARG", "0.5");
    onTestFinished(() => void vi.unstubAllEnvs());
    const { telemetry, finish } = await startRecording({ capture: { prompts: true, delta: true, where } });
    const input: object[] = [];
    let sampled = 0;
    let last = 0;
    for (let turn = 0; sampled < 5 || turn < 15; turn += 1) {
      input.push({ role: "user", content: `message ${turn}` });
      telemetry.session({ id: "s-1" }, ({ span }) => {
        call(telemetry, input);
        if (!span.isRecording()) return;
        sampled += 1;
        last = turn;
      });
    }
    const calls = callsOf(await finish());
    expect(calls).toHaveLength(sampled);
    expect(calls.flatMap(({ attributes }) => textsIn(attributes[KEY]))).toEqual(
      Array.from({ length: last + 1 }, (_, turn) => `message ${turn}`),
    );
  },
);

it.each(["event", "span_and_event"] as const)("gives %s of calls what an agent was given before", async (where) => {
  const { telemetry, finish } = await startRecording({ capture: { prompts: true, delta: true, where } });
  const input = [{ role: "user", content: "question" }];
  telemetry.session({ id: "s-1" }, () => {
    telemetry.agent({ name: "a", input }, () => {
      call(telemetry, input);
      call(telemetry, [...input, { role: "user", content: "another" }]);
    });
  });
  const { eventsNamed } = await finish();
  const details = eventsNamed("gen_ai.client.inference.operation.details");
  expect(details.map(({ attributes }) => textsIn(attributes[KEY]))).toEqual([["question"], ["another"]]);
});
