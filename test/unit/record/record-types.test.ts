import { describe, expectTypeOf, it } from "vitest";
import { defineEvent, type EventAttributes, type EventName, type Telemetry } from "../../../src/index.ts";

const shipped = defineEvent({
  name: "shop.shipped",
  description: "An order left.",
  stability: "stable",
  attributes: {
    order: { attribute: "shop.order.id", type: "string", class: "id", required: true, description: "Its id." },
    parcels: { attribute: "shop.parcels", type: "int", class: "number", description: "How many." },
  },
});

describe("types of record()", () => {
  it("come from the catalogue: required, optional and closed", () => {
    expectTypeOf<EventAttributes<"decision">>().toExtend<{ readonly type: string; readonly choice: string }>();
    expectTypeOf<{ readonly choice: string }>().not.toExtend<EventAttributes<"decision">>();
    expectTypeOf<EventAttributes<"decision">["confidence"]>().toEqualTypeOf<number | undefined>();
    expectTypeOf<{ readonly rating: "positive" }>().toExtend<EventAttributes<"feedback">>();
    expectTypeOf<"decison">().not.toExtend<EventName>();
    expectTypeOf<{ readonly type: string; readonly choice: number }>().not.toExtend<EventAttributes<"decision">>();
  });

  it("come from the definition of an event of the application", () => {
    expectTypeOf(shipped.definition.name).toEqualTypeOf<"shop.shipped">();
    const send = (telemetry: Telemetry) => telemetry.record(shipped, { order: "A-1", parcels: 2 });
    expectTypeOf(send).returns.toEqualTypeOf<void>();
  });

  it("of scopes give back what the function returns", () => {
    expectTypeOf((telemetry: Telemetry) => telemetry.tool({ name: "t" }, async () => 7)).returns.toEqualTypeOf<
      Promise<number>
    >();
    expectTypeOf((telemetry: Telemetry) => telemetry.startSession().id).returns.toEqualTypeOf<string>();
  });
});
