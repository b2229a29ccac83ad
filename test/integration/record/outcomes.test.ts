import { describe, expect, it } from "vitest";
import { startRecording } from "../../support/recording.ts";

const HOUR = 3_600_000;

describe("task.outcome()", () => {
  it("is on the span, an event with its facts, and a metric", async () => {
    const { telemetry, finish } = await startRecording();
    telemetry.session({ id: "s" }, () =>
      telemetry.task({ id: "T-1", type: "bugfix" }, (task) => {
        telemetry.recordLlm({
          provider: "openai",
          model: "gpt-5-mini",
          usage: { inputTokens: 1_000, outputTokens: 100 },
          durationMs: 1,
        });
        task.outcome("revised", { revisions: 2, regressions: 1, reason: "goal" });
      }),
    );
    const { span, event, points } = await finish();
    const task = span("task bugfix");
    expect(task.attributes).toMatchObject({ "agentscribe.task.id": "T-1", "agentscribe.task.outcome": "revised" });
    expect(event("agentscribe.task.outcome")).toMatchObject({
      spanId: task.spanId,
      attributes: {
        "session.id": "s",
        "agentscribe.task.id": "T-1",
        "agentscribe.task.type": "bugfix",
        "agentscribe.task.outcome": "revised",
        "agentscribe.task.revisions": 2,
        "agentscribe.task.regressions": 1,
        "agentscribe.run.end_reason": "goal",
        "agentscribe.task.duration_ms": expect.any(Number),
        "agentscribe.task.cost_usd": span("chat gpt-5-mini").attributes["agentscribe.cost.usd"],
      },
    });
    expect(points("agentscribe.tasks")).toMatchObject([
      { value: 1, attributes: { "agentscribe.task.type": "bugfix", "agentscribe.task.outcome": "revised" } },
    ]);
  });

  it("of free text is counted as other", async () => {
    const { telemetry, finish } = await startRecording();
    telemetry.task({ type: "bugfix" }, (task) => task.outcome("it went quite well"));
    telemetry.session({}, (session) => session.outcome("it went quite well"));
    const { span, event, points } = await finish();
    expect(points("agentscribe.tasks")[0]?.attributes["agentscribe.task.outcome"]).toBe("other");
    expect(span("task bugfix").attributes["agentscribe.task.outcome"]).toBe("other");
    expect(span("session").attributes["agentscribe.outcome"]).toBe(
      event("agentscribe.session.end").attributes["agentscribe.outcome"],
    );
  });

  it("after the end does nothing", async () => {
    const { telemetry, finish } = await startRecording();
    const task = telemetry.startTask({ id: "T-1" });
    task.end();
    task.outcome("success");
    const { eventsNamed } = await finish();
    expect(eventsNamed("agentscribe.task.outcome")).toEqual([]);
  });
});

describe("a task without an id", () => {
  it("gets one of its own, on all that happens inside, also in another task", async () => {
    const { telemetry, finish } = await startRecording();
    telemetry.session({ id: "s" }, () => {
      telemetry.task({ type: "bugfix" }, (task) => {
        telemetry.recordTool({ name: "search", durationMs: 1 });
        telemetry.task({ type: "review" }, () => telemetry.recordTool({ name: "read", durationMs: 1 }));
        task.outcome("failed");
        telemetry.recordOutcome(task.id, "revised");
      });
      telemetry.task({ type: "chore" }, () => undefined);
    });
    const { span, event, points } = await finish();
    const idOf = (name: string) => span(name).attributes["agentscribe.task.id"];
    expect(new Set(["task bugfix", "task review", "task chore"].map(idOf))).toHaveProperty("size", 3);
    expect([idOf("execute_tool search"), idOf("execute_tool read")]).toEqual([
      idOf("task bugfix"),
      idOf("task review"),
    ]);
    expect(idOf("session")).toBeUndefined();
    for (const name of ["agentscribe.task.outcome", "agentscribe.task.late_outcome"])
      expect(event(name).attributes["agentscribe.task.id"]).toBe(idOf("task bugfix"));
    expect(points("agentscribe.tasks")[0]?.attributes).not.toHaveProperty(["agentscribe.task.id"]);
  });
});

describe("recordOutcome()", () => {
  it("joins the trace of the task by its traceparent, from anywhere", async () => {
    const first = await startRecording();
    const task = first.telemetry.startTask({ id: "T-1", type: "bugfix" });
    task.end();
    await first.finish();
    const later = await startRecording();
    later.telemetry.recordOutcome("T-1", "success", {
      type: "bugfix",
      signal: "merged",
      revisions: 3,
      delayMs: 2 * HOUR,
      traceparent: task.traceparent,
    });
    later.telemetry.recordOutcome("T-2", "regressed", { traceparent: "nonsense" });
    const { eventsNamed, points } = await later.finish();
    const [joined, alone] = eventsNamed("agentscribe.task.late_outcome");
    expect(joined).toMatchObject({
      traceId: task.traceId,
      spanId: task.spanId,
      attributes: { "agentscribe.task.id": "T-1", "agentscribe.task.outcome": "success" },
    });
    expect(alone).toMatchObject({ traceId: "", attributes: { "agentscribe.task.id": "T-2" } });
    expect(points("agentscribe.task.late_outcomes").reduce((sum, point) => sum + point.value, 0)).toBe(2);
  });

  it("has nothing of the session that tells of a task elsewhere, and all of the task's own", async () => {
    const { telemetry, finish } = await startRecording();
    const told = telemetry.session({ id: "doer", user: "ada" }, (session) => {
      const task = telemetry.startTask({ id: "T-1" });
      task.end();
      telemetry.recordOutcome("T-1", "success", { traceparent: task.traceparent });
      return session.traceparent;
    });
    telemetry.session({ id: "teller", user: "bob" }, () =>
      telemetry.recordOutcome("T-1", "regressed", { traceparent: told }),
    );
    const [inside, elsewhere] = (await finish()).eventsNamed("agentscribe.task.late_outcome");
    expect(inside?.attributes).toMatchObject({ "session.id": "doer", "user.id": "ada" });
    expect(elsewhere?.attributes).toMatchObject({ "agentscribe.task.outcome": "regressed" });
    for (const name of ["session.id", "gen_ai.conversation.id", "user.id", "agentscribe.event.sequence"])
      expect(elsewhere?.attributes).not.toHaveProperty([name]);
  });
});

describe("the kind of a task", () => {
  it("is on its events what it is in their metrics: that of the task around, and never that of another one", async () => {
    const { telemetry, finish } = await startRecording();
    telemetry.task({ id: "T-1", type: "bugfix" }, () => {
      telemetry.task({ id: "T-1a" }, (part) => part.outcome("failed", { regressions: 1 }));
      telemetry.recordOutcome("T-1", "revised");
      telemetry.recordOutcome("T-2", "regressed");
      telemetry.record("pull_request", { state: "open", taskId: "T-1", timeToPrMs: 1_000 });
      telemetry.record("pull_request", { state: "open", taskId: "T-2" });
      telemetry.record("commit", { taskId: "T-2" });
    });
    const { eventsNamed, points } = await finish();
    const kinds = (name: string) => eventsNamed(name).map(({ attributes }) => attributes["agentscribe.task.type"]);
    const labels = (name: string) => points(name).map(({ attributes }) => attributes["agentscribe.task.type"]);
    expect(kinds("agentscribe.task.outcome")).toEqual(["bugfix"]);
    for (const metric of ["agentscribe.tasks", "agentscribe.task.duration", "agentscribe.task.regressions"])
      expect(labels(metric), metric).toEqual(["bugfix"]);
    expect(kinds("agentscribe.task.late_outcome")).toEqual(["bugfix", undefined]);
    expect(labels("agentscribe.task.late_outcomes")).toEqual(["bugfix", undefined]);
    expect(kinds("agentscribe.pull_request")).toEqual(["bugfix", undefined]);
    expect(points("agentscribe.task.time_to_pr")).toMatchObject([{ count: 1, value: 1 }]);
    expect(kinds("agentscribe.commit")).toEqual([undefined]);
  });
});

describe("a rating that comes later", () => {
  it("belongs where the answer was given, by what was kept of that place as text, whatever is active around it", async () => {
    const { telemetry, finish } = await startRecording({ capture: "full" });
    const { place, traceparent } = telemetry.session({ id: "thread-1" }, () =>
      telemetry.agent({ name: "support" }, (agent) => ({
        place: JSON.stringify(telemetry.injectHeaders({})),
        traceparent: agent.traceparent,
      })),
    );
    const rate = (kept: unknown) =>
      telemetry.continue(telemetry.extractHeaders(kept), () => {
        telemetry.record("feedback", { rating: "positive", source: "thumbs", comment: "It came." });
        telemetry.record("evaluation", { name: "helpful", score: 1 });
      });
    rate(JSON.parse(place));
    telemetry.session({ id: "web" }, () => telemetry.agent({ name: "web" }, () => rate(JSON.parse(place))));
    rate({ traceparent });

    const { span, eventsNamed } = await finish();
    const { traceId, spanId } = span("invoke_agent support");
    const ratings = eventsNamed("gen_ai.evaluation.result");
    expect(ratings).toHaveLength(6);
    for (const rating of ratings) expect(rating).toMatchObject({ traceId, spanId });
    const sessions = ratings.map(({ attributes }) => attributes["session.id"]);
    expect(sessions).toEqual(["thread-1", "thread-1", "thread-1", "thread-1", undefined, undefined]);
    expect(ratings[0]?.attributes["gen_ai.evaluation.explanation"]).toBe("It came.");
  });
});

describe("time to a pull request", () => {
  it("counts from the assignment of the task in which it is opened", async () => {
    const { telemetry, finish } = await startRecording();
    telemetry.task({ id: "T-1", type: "feature", assignedAt: Date.now() - 2 * HOUR }, () =>
      telemetry.agent({ name: "coder" }, () => {
        telemetry.record("pull_request", { id: "41", state: "open", repository: "shop" });
        telemetry.record("pull_request", { id: "41", state: "merged", repository: "shop" });
      }),
    );
    const { eventsNamed, points } = await finish();
    const [opened, merged] = eventsNamed("agentscribe.pull_request");
    expect(opened?.attributes).toMatchObject({ "agentscribe.task.id": "T-1", "agentscribe.task.type": "feature" });
    const millis = opened?.attributes["agentscribe.task.time_to_pr_ms"];
    expect(Number(millis) / HOUR).toBeCloseTo(2, 2);
    expect(merged?.attributes).not.toHaveProperty(["agentscribe.task.time_to_pr_ms"]);
    expect(points("agentscribe.task.time_to_pr")).toMatchObject([
      { count: 1, value: expect.closeTo(7_200, 0), attributes: { "agentscribe.task.type": "feature" } },
    ]);
  });

  it("is the one that the event gives, and none outside of a task", async () => {
    const { telemetry, finish } = await startRecording();
    telemetry.record("pull_request", { id: "1", state: "open" });
    telemetry.task({ assignedAt: Date.now() - HOUR }, () =>
      telemetry.record("pull_request", { id: "2", state: "open", timeToPrMs: 5_000 }),
    );
    telemetry.task({ id: "T", startTime: Date.now() - HOUR }, () =>
      telemetry.record("pull_request", { id: "3", state: "wip" }),
    );
    const { eventsNamed } = await finish();
    const times = eventsNamed("agentscribe.pull_request").map(
      (event) => event.attributes["agentscribe.task.time_to_pr_ms"],
    );
    expect(times).toEqual([undefined, 5_000, expect.closeTo(HOUR, -3)]);
  });

  it("leaves out an assignment that is no time in milliseconds, and keeps the task", async () => {
    const { telemetry, finish } = await startRecording();
    for (const assignedAt of [Date.now() * 1_000, Date.now() * 1_000_000, 1e20, new Date(Number.NaN)]) {
      telemetry.task({ type: "bugfix", assignedAt }, (task) => task.outcome("success"));
    }
    const { spans, points } = await finish();
    expect(spans).toHaveLength(4);
    for (const { attributes } of spans) {
      expect(attributes["agentscribe.dropped"]).toBe("assignedAt");
      expect(attributes).not.toHaveProperty(["agentscribe.task.assigned_at"]);
    }
    expect(points("agentscribe.tasks")).toMatchObject([{ value: 4 }]);
  });
});
