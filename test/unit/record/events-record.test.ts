import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { EventDefinition } from "../../../src/record/events/event-definition.ts";
import { metricsOf } from "../../../src/record/events/event-metrics.ts";
import { toEventRecord } from "../../../src/record/events/to-event-record.ts";
import { EVENTS } from "../../../src/record/events.ts";

const throwing = (key: string) => ({
  get [key](): never {
    throw new Error("read");
  },
});
const revoked = () => {
  const { proxy, revoke } = Proxy.revocable({}, {});
  revoke();
  return proxy;
};

describe("toEventRecord()", () => {
  it("writes attributes under their wire names, keeps content apart and makes the metric's point", () => {
    const record = toEventRecord(EVENTS.decision, {
      type: "route",
      choice: "escalate",
      options: ["answer", "escalate"],
      confidence: 0.72,
      reason: "the customer is angry",
      attributes: { team: "blue", urgent: true },
    });
    expect(record).toEqual({
      eventName: "agentscribe.decision",
      severityNumber: 9,
      attributes: {
        "agentscribe.decision.type": "route",
        "agentscribe.decision.choice": "escalate",
        "agentscribe.decision.options": ["answer", "escalate"],
        "agentscribe.decision.confidence": 0.72,
      },
      extras: { team: "blue", urgent: true },
      content: [{ kind: "responses", key: "agentscribe.decision.reason", value: "the customer is angry" }],
      dropped: [],
      droppedCount: 0,
      metricPoints: [
        {
          name: "agentscribe.decisions",
          instrument: "counter",
          unit: "{decision}",
          description: "Decisions taken.",
          valueType: "int",
          value: 1,
          attributes: { "agentscribe.decision.type": "route", "agentscribe.decision.choice": "escalate" },
        },
      ],
    });
  });

  it("drops and names values of the wrong type, NaN, unknown keys and missing required ones", () => {
    const record = toEventRecord(EVENTS.decision, { type: 7, confidence: Number.NaN, options: "all", choise: "typo" });
    expect(record.attributes).toEqual({});
    expect(record.dropped).toEqual(["type", "choice", "options", "confidence", "choise"]);
    expect(record.metricPoints).toHaveLength(1);
  });

  it("records a word outside a closed list as other, in the label too", () => {
    const record = toEventRecord(EVENTS["task.outcome"], { type: "bugfix", outcome: "it went quite well" });
    expect(record.attributes["agentscribe.task.outcome"]).toBe("other");
    expect(record.dropped).toEqual(["outcome"]);
    expect(record.metricPoints[0]?.attributes).toMatchObject({ "agentscribe.task.outcome": "other" });
  });

  it("gives a rating of a user its name where none is given, and says so of no other word", () => {
    const named = (name?: string) => toEventRecord(EVENTS.feedback, { name, rating: "positive" });
    expect(named().attributes).toEqual({
      "gen_ai.evaluation.name": "user_feedback",
      "gen_ai.evaluation.score.label": "positive",
    });
    expect(named().dropped).toEqual([]);
    expect(named("stars").attributes["gen_ai.evaluation.name"]).toBe("other");
  });

  it("makes one point for lines added, one for lines removed, and both of the net", () => {
    const { metricPoints } = toEventRecord(EVENTS["lines.changed"], { added: 10, removed: 4, author: "agent" });
    expect(
      metricPoints.map(({ name, value, attributes }) => [name, value, attributes["vcs.line_change.type"]]),
    ).toEqual([
      ["agentscribe.code.lines", 10, "added"],
      ["agentscribe.code.lines", 4, "removed"],
      ["agentscribe.code.lines_net", 10, undefined],
      ["agentscribe.code.lines_net", -4, undefined],
    ]);
  });

  it("records durations in seconds and makes no negative point that OpenTelemetry refuses", () => {
    expect(toEventRecord(EVENTS["session.end"], { durationMs: 1500 }).metricPoints).toMatchObject([
      { unit: "s", value: 1.5 },
    ]);
    expect(toEventRecord(EVENTS["session.end"], { durationMs: -1 }).metricPoints).toEqual([]);
    expect(toEventRecord(EVENTS.credits, { unit: "premium_request", amount: -3 }).metricPoints).toEqual([]);
  });

  it("does not let an extra attribute replace one of the event's", () => {
    const record = toEventRecord(EVENTS.decision, {
      type: "route",
      choice: "a",
      attributes: { "agentscribe.decision.choice": "b", "agentscribe.decision.reason": "text", nested: { a: 1 } },
    });
    expect(record.attributes["agentscribe.decision.choice"]).toBe("a");
    expect(record.extras).toEqual({});
    expect(record.dropped).toEqual([
      "attributes.agentscribe.decision.choice",
      "attributes.agentscribe.decision.reason",
      "attributes.nested",
    ]);
  });

  it("keeps structured content as plain JSON and cuts cycles", () => {
    const cyclic: Record<string, unknown> = { role: "user" };
    cyclic.self = cyclic;
    const record = toEventRecord(EVENTS["inference.details"], {
      operation: "chat",
      provider: "openai",
      inputMessages: [{ role: "user", parts: [{ type: "text", content: "hi", skipped: 1n }] }],
      outputMessages: [cyclic],
    });
    expect(record.content[0]?.value).toEqual([{ role: "user", parts: [{ type: "text", content: "hi" }] }]);
    expect(() => JSON.stringify(record.content)).not.toThrow();
    expect(record.dropped).toEqual(["inputMessages", "outputMessages"]);
  });

  it.each([
    ["nothing", undefined],
    ["a symbol", Symbol("s")],
    ["a bigint", 1n],
    ["a throwing getter", throwing("type")],
    ["a throwing extras getter", throwing("attributes")],
    ["a revoked proxy", revoked()],
    ["a revoked proxy as extras", { attributes: revoked() }],
    ["a revoked proxy as list", { options: revoked() }],
    [
      "a list with a throwing element",
      {
        options: new Proxy(["a"], {
          get: () => {
            throw new Error("get");
          },
        }),
      },
    ],
    ["a huge string", { type: "x".repeat(5_000_000), reason: "y".repeat(5_000_000) }],
  ])("survives %s", (_what, input) => {
    const record = toEventRecord(EVENTS.decision, input);
    expect(record.eventName).toBe("agentscribe.decision");
    expect(String(record.attributes["agentscribe.decision.type"] ?? "").length).toBeLessThanOrEqual(1024);
  });

  it("never throws, and labels are always names of the definition, whatever is given", () => {
    const keys = Object.values(EVENTS).flatMap((definition) => Object.keys(definition.attributes));
    const input = fc.dictionary(
      fc.constantFrom(...new Set(keys), "attributes"),
      fc.anything({ withBigInt: true, withSymbol: true } as object),
      {
        maxKeys: 12,
      },
    );
    fc.assert(
      fc.property(fc.constantFrom(...(Object.values(EVENTS) as EventDefinition[])), input, (definition, given) => {
        const record = toEventRecord(definition, given);
        JSON.stringify(record);
        for (const value of Object.values(record.attributes))
          if (typeof value === "number") expect(value).toSatisfy(Number.isFinite);
        const allowed = metricsOf(definition).flatMap((metric) => [
          ...metric.attributes.map((label) => definition.attributes[label]?.attribute),
          ...Object.keys(metric.labels ?? {}),
        ]);
        for (const point of record.metricPoints) {
          for (const label of Object.keys(point.attributes)) expect(allowed).toContain(label);
          expect(point.instrument !== "updown" && point.value < 0).toBe(false);
        }
      }),
      { numRuns: 500 },
    );
  });
});
