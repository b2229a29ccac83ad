import { describe, expect, expectTypeOf, it } from "vitest";
import { defineEvent, definitionProblem } from "../../../src/record/define-event.ts";
import type { AttributesOf, EventDefinition } from "../../../src/record/events/event-definition.ts";
import { catalogueJsonSchema, eventJsonSchema } from "../../../src/record/events/event-json-schema.ts";
import { metricInstruments, metricsOf } from "../../../src/record/events/event-metrics.ts";
import { EVENTS, type EventAttributes, type EventName } from "../../../src/record/events.ts";

const entries = Object.entries(EVENTS) as [EventName, EventDefinition][];
const attributesOf = (definition: EventDefinition) => Object.entries(definition.attributes);

describe("EVENTS", () => {
  it.each(entries)("%s has names that are lower-case words joined by dots", (key, definition) => {
    expect(key).toMatch(/^[a-z][a-z_]*(\.[a-z][a-z_]*)*$/);
    expect(definition.name).toMatch(/^(agentscribe|gen_ai|feature_flag)\.[a-z0-9_.]+$/);
    for (const [name, attribute] of attributesOf(definition)) {
      expect(name).toMatch(/^[a-z][a-zA-Z]*$/);
      expect(name).not.toBe("attributes");
      expect(attribute.attribute).toMatch(/^[a-z][a-z0-9_]*(\.[a-z0-9_]+)+$/);
    }
    const wireNames = attributesOf(definition).map(([, attribute]) => attribute.attribute);
    expect(new Set(wireNames).size).toBe(wireNames.length);
  });

  it.each(entries)("%s has a gate for all content and describes itself", (_key, definition) => {
    expect(definition.description).toMatch(/^[A-Z].*\.$/);
    for (const [, attribute] of attributesOf(definition)) {
      expect(attribute.kind !== undefined).toBe(attribute.class === "content");
      expect(attribute.type === "json" && attribute.class !== "content").toBe(false);
      expect(attribute.class === "number").toBe(attribute.type === "int" || attribute.type === "double");
      expect(attribute.description).toMatch(/\.$/);
    }
  });

  it.each(entries)("%s labels metrics with names only", (_key, definition) => {
    for (const metric of metricsOf(definition)) {
      for (const label of metric.attributes) {
        expect(definition.attributes[label], label).toMatchObject({ class: "name" });
        expect(["string", "boolean"]).toContain(definition.attributes[label]?.type);
      }
      if (metric.value !== 1) expect(definition.attributes[metric.value]).toMatchObject({ class: "number" });
      expect(metric.buckets !== undefined).toBe(metric.instrument === "histogram");
      expect([...(metric.buckets ?? [])]).toEqual([...(metric.buckets ?? [])].sort((a, b) => a - b));
    }
  });

  it("gives an attribute the same type and class wherever it is used", () => {
    const seen = new Map<string, string>();
    for (const [key, definition] of entries) {
      for (const [, { attribute, type, class: kind, unit }] of attributesOf(definition)) {
        const shape = `${type} ${kind} ${unit ?? ""}`;
        expect(seen.get(attribute) ?? shape, `${key} ${attribute}`).toBe(shape);
        seen.set(attribute, shape);
      }
    }
  });

  it("describes a metric alike wherever it is fed", () => {
    const seen = new Map<string, unknown>();
    for (const [, definition] of entries) {
      for (const { name, instrument, unit, description, buckets, attributes, labels } of metricsOf(definition)) {
        const labelNames = [
          ...attributes.map((label) => definition.attributes[label]?.attribute),
          ...Object.keys(labels ?? {}),
        ];
        const shape = { instrument, unit, description, buckets, labelNames };
        expect(seen.get(name) ?? shape, name).toEqual(shape);
        seen.set(name, shape);
      }
    }
  });

  it("uses one event name for two keys only where the conventions have one event", () => {
    const names = entries.map(([, definition]) => definition.name);
    expect(names.filter((name, index) => names.indexOf(name) !== index)).toEqual(["gen_ai.evaluation.result"]);
  });
});

describe("EventAttributes", () => {
  it("has required attributes, closed lists and the user's own", () => {
    expectTypeOf<EventAttributes<"decision">>().toExtend<{ readonly type: string; readonly choice: string }>();
    expectTypeOf<EventAttributes<"decision">["confidence"]>().toEqualTypeOf<number | undefined>();
    expectTypeOf<EventAttributes<"decision">["options"]>().toEqualTypeOf<readonly string[] | undefined>();
    expectTypeOf<EventAttributes<"task.outcome">["outcome"]>().toEqualTypeOf<
      "success" | "revised" | "regressed" | "failed"
    >();
    expectTypeOf<{ choice: string }>().not.toExtend<EventAttributes<"decision">>();
    expectTypeOf<{ type: string; choice: string; attributes: { team: string } }>().toExtend<
      EventAttributes<"decision">
    >();
  });
});

describe("metricInstruments()", () => {
  it("lists each instrument once", () => {
    const names = metricInstruments(EVENTS).map(({ name }) => name);
    expect(new Set(names).size).toBe(names.length);
    expect(names).toContain("agentscribe.code.lines");
  });

  it("counts whole things in whole numbers and times in seconds with a fraction", () => {
    const byName = new Map(metricInstruments(EVENTS).map((instrument) => [instrument.name, instrument]));
    expect(byName.get("agentscribe.code.lines")?.valueType).toBe("int");
    expect(byName.get("agentscribe.session.duration")).toMatchObject({ valueType: "double", unit: "s" });
    expect(byName.get("agentscribe.credits.usage")?.valueType).toBe("double");
  });
});

describe("eventJsonSchema()", () => {
  it("never requires content and names wire attributes", () => {
    const schema = eventJsonSchema(EVENTS.decision);
    expect(schema).toMatchObject({
      title: "agentscribe.decision",
      required: ["agentscribe.decision.type", "agentscribe.decision.choice"],
      properties: { "agentscribe.decision.reason": { type: "string", "x-content-kind": "responses" } },
    });
  });

  it("requires what has a default, as it is always there", () => {
    expect(eventJsonSchema(EVENTS.feedback)).toMatchObject({
      required: ["gen_ai.evaluation.name", "gen_ai.evaluation.score.label"],
    });
  });

  it("allows other beside a closed list", () => {
    expect(eventJsonSchema(EVENTS["task.outcome"])).toMatchObject({
      properties: { "agentscribe.task.outcome": { enum: ["success", "revised", "regressed", "failed", "other"] } },
    });
  });
});

describe("catalogueJsonSchema()", () => {
  it("refers to a definition of every event", () => {
    const schema = catalogueJsonSchema() as { anyOf: unknown[]; $defs: object };
    expect(Object.keys(schema.$defs)).toEqual(Object.keys(EVENTS));
    expect(schema.anyOf).toHaveLength(entries.length);
    expect(JSON.parse(JSON.stringify(schema))).toEqual(schema);
  });
});

describe("defineEvent()", () => {
  const refund = {
    name: "shop.refund",
    description: "A refund.",
    stability: "stable",
    attributes: {
      reason: {
        attribute: "shop.refund.reason",
        type: "string",
        class: "name",
        values: ["broken", "late"],
        description: "Why.",
      },
      amount: { attribute: "shop.refund.amount", type: "double", class: "number", description: "How much." },
    },
    metric: {
      name: "shop.refunds",
      instrument: "counter",
      unit: "{refund}",
      description: "Refunds.",
      value: "amount",
      attributes: ["reason"],
    },
  } as const;

  it("returns a handle that keeps the literal types", () => {
    const handle = defineEvent(refund);
    expect(handle.definition).toBe(refund);
    expectTypeOf<AttributesOf<typeof handle.definition>["reason"]>().toEqualTypeOf<"broken" | "late" | undefined>();
    expectTypeOf(handle.definition.attributes.reason.values).toEqualTypeOf<readonly ["broken", "late"]>();
  });

  const { amount, reason } = refund.attributes;
  it.each([
    ["a bad name", { ...refund, name: "Shop Refund" }, /name of lower-case words/],
    ["a reserved name", { ...refund, name: "agentscribe.refund" }, /reserved/],
    ["an unknown type", { ...refund, attributes: { amount: { ...amount, type: "float" } } }, /unknown type/],
    ["an unknown class", { ...refund, attributes: { amount: { ...amount, class: "secret" } } }, /unknown class/],
    [
      "content without a kind",
      { ...refund, attributes: { amount: { ...amount, class: "content" } } },
      /without a known kind/,
    ],
    [
      "a kind of name that is none",
      { ...refund, attributes: { reason: { ...reason, nameKind: "pet" } } },
      /kind of name/,
    ],
    [
      "a kind of name of a number",
      { ...refund, attributes: { amount: { ...amount, nameKind: "tool" } } },
      /is no name/,
    ],
    ["a label that is a number", { ...refund, metric: { ...refund.metric, attributes: ["amount"] } }, /label amount/],
    ["a metric that measures a name", { ...refund, metric: { ...refund.metric, value: "reason" } }, /no number/],
    ["a metric of the catalogue", { ...refund, metric: { ...refund.metric, name: "agentscribe.tasks" } }, /exists/],
    ["a closed list of numbers", { ...refund, attributes: { amount: { ...amount, values: ["1"] } } }, /no text/],
    ["a default outside its list", { ...refund, attributes: { reason: { ...reason, default: "lost" } } }, /default/],
    ["a default of a number", { ...refund, attributes: { amount: { ...amount, default: 1 } } }, /default/],
    ["a wire name used twice", { ...refund, attributes: { amount, again: amount } }, /twice/],
  ])("refuses %s", (_what, definition, message) => {
    expect(() => defineEvent(definition as EventDefinition)).toThrow(TypeError);
    expect(definitionProblem(definition as EventDefinition)).toMatch(message);
  });
});
