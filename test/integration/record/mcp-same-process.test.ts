import { describe, expect, it } from "vitest";
import { startRecording } from "../../support/recording.ts";

const CALL = { method: "tools/call", params: { name: "search", arguments: {} } } as const;
const SPENT = {
  provider: "openai",
  model: "gpt-5",
  usage: { inputTokens: 7, outputTokens: 2 },
  durationMs: 1,
} as const;

describe("mcpServe()", () => {
  it.each([
    ["a call of its own", (run: () => unknown) => run()],
    [
      "the tool that stands for it",
      (run: () => unknown, telemetry: Awaited<ReturnType<typeof startRecording>>["telemetry"]) =>
        telemetry.tool({ name: "search" }, run),
    ],
  ] as const)("counts what is spent for %s as the sender's, where one process is both", async (_, around) => {
    const { telemetry, finish } = await startRecording();
    const totals = telemetry.agent({ name: "a" }, (agent) => {
      const send = (): unknown =>
        telemetry.mcpRequest(CALL, () => {
          const params = telemetry.injectMcpMeta(CALL.params);
          return telemetry.mcpServe({ ...CALL, parent: telemetry.extractMcpMeta(params) }, (served) => {
            telemetry.recordLlm(SPENT);
            served.response({ result: { isError: true, content: [] } });
            return { isError: true, content: [] };
          });
        });
      around(send, telemetry);
      return agent.totals();
    });
    expect(totals).toMatchObject({ inferenceCalls: 1, toolCalls: 1, errors: 1, usage: { inputTokens: 7 } });
    const { spans } = await finish();
    expect(new Set(spans.map(({ traceId }) => traceId)).size).toBe(1);
  });

  it("has a remote sender for a request that is over, or another client's", async () => {
    const [{ telemetry, finish }, other] = [await startRecording(), await startRecording()];
    let late: object = {};
    const totals = telemetry.agent({ name: "a" }, (agent) => {
      telemetry.mcpRequest(CALL, () => {
        late = telemetry.injectMcpMeta(CALL.params);
        const parent = other.telemetry.extractMcpMeta(late);
        other.telemetry.mcpServe({ ...CALL, parent }, () => other.telemetry.recordLlm(SPENT));
      });
      telemetry.mcpServe({ ...CALL, parent: telemetry.extractMcpMeta(late) }, () => telemetry.recordLlm(SPENT));
      return agent.totals();
    });
    expect(totals.inferenceCalls).toBe(0);
    const [one, two] = [await finish(), await other.finish()];
    const sender = one.spans.find(({ kind, name }) => kind === 3 && name === "tools/call search");
    const served = [...one.spans, ...two.spans].filter(({ kind }) => kind === 2);
    expect(served.map(({ parentSpanId }) => parentSpanId)).toEqual([sender?.spanId, sender?.spanId]);
  });
});
