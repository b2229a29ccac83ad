import { describe, expect, it } from "vitest";
import { startRecording } from "../../support/recording.ts";

const SPAWNED = "agentscribe.subagent.spawned";
const FAILED = "agentscribe.subagent.failed";

describe("an agent inside another", () => {
  it("is told of where it starts, with how deep it is, and counted by its session", async () => {
    const { telemetry, finish } = await startRecording();
    const remote = { provider: "openai", id: "asst_1" };
    telemetry.session({ id: "s" }, () => {
      telemetry.agent({ name: "planner" }, () => {
        telemetry.tool({ name: "delegate" }, () =>
          telemetry.agent({ name: "searcher" }, () => telemetry.agent({ name: "hosted", remote }, () => 1)),
        );
        // As frameworks wrap each call of a model.
        telemetry.agent({}, () => 1);
      });
      telemetry.agent({ name: "closer" }, () => 1);
    });
    const { eventsNamed, event, span, points } = await finish();
    const told = eventsNamed(SPAWNED);
    expect(told.map(({ attributes }) => attributes)).toMatchObject([
      { "gen_ai.agent.name": "searcher", "agentscribe.subagent.depth": 1, "session.id": "s" },
      { "gen_ai.agent.name": "hosted", "agentscribe.subagent.depth": 2, "gen_ai.agent.id": "asst_1" },
    ]);
    expect(told[0]?.spanId).toBe(span("invoke_agent searcher").spanId);
    expect(event("agentscribe.session.end").attributes["agentscribe.session.subagents"]).toBe(2);
    expect(points("agentscribe.subagents").reduce((sum, { value }) => sum + value, 0)).toBe(2);
    expect(eventsNamed(FAILED)).toEqual([]);
  });

  it("that fails is told of, unless it was called off or is the outermost", async () => {
    const { telemetry, finish } = await startRecording();
    const fail = (error: unknown) => () => {
      throw error;
    };
    const inside = (error: unknown) => () => telemetry.agent({ name: "searcher" }, fail(error));
    expect(() => telemetry.agent({ name: "planner" }, inside(new RangeError("no")))).toThrow();
    expect(() => telemetry.agent({ name: "planner" }, inside(new DOMException("no", "AbortError")))).toThrow();
    const { event, spans } = await finish();
    expect(event(FAILED)).toMatchObject({
      spanId: spans.find(({ name }) => name === "invoke_agent searcher")?.spanId,
      attributes: {
        "gen_ai.agent.name": "searcher",
        "agentscribe.subagent.phase": "run",
        "error.type": "RangeError",
      },
    });
  });
});
