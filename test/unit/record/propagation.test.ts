import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { formatBaggage, parseBaggage } from "../../../src/record/propagation/baggage.ts";
import { formatTraceparent, parseTraceparent } from "../../../src/record/propagation/traceparent.ts";

const hex = (length: number) =>
  fc
    .array(fc.constantFrom(..."0123456789abcdef"), { minLength: length, maxLength: length })
    .map((digits) => digits.join(""))
    .filter((id) => !/^0+$/.test(id));
const id = fc.string({ unit: "grapheme", minLength: 1, maxLength: 60 }).filter((text) => text.isWellFormed());

describe("parseTraceparent()", () => {
  it("reads what formatTraceparent() writes", () => {
    fc.assert(
      fc.property(hex(32), hex(16), fc.integer({ min: 0, max: 1 }), (traceId, spanId, traceFlags) => {
        expect(parseTraceparent(formatTraceparent({ traceId, spanId, traceFlags }))).toEqual({
          traceId,
          spanId,
          traceFlags,
          isRemote: true,
        });
      }),
    );
  });

  it("gives nothing or a valid place for any text", () => {
    fc.assert(
      fc.property(fc.string({ maxLength: 600 }), (text) => {
        const place = parseTraceparent(text);
        if (place !== undefined) expect(place.traceId).toMatch(/^[0-9a-f]{32}$/);
      }),
    );
  });
});

describe("parseBaggage()", () => {
  it("reads what formatBaggage() writes beside members of others, which stay as they are", () => {
    const other = fc.stringMatching(/^[a-z]{1,8}=[A-Za-z0-9%]{0,8}(;p=1)?$/);
    fc.assert(
      fc.property(id, fc.array(other, { maxLength: 10 }), (sessionId, others) => {
        const header = formatBaggage(others.join(","), { "session.id": sessionId });
        expect(parseBaggage(header)).toEqual({ "session.id": sessionId });
        expect(header?.split(",").slice(0, -1)).toEqual(others);
      }),
    );
  });

  it("takes only its own keys and survives any text", () => {
    fc.assert(
      fc.property(fc.string({ maxLength: 400 }), (text) => {
        const read = parseBaggage(`user.id=u,session.id=%ZZ,${text}`);
        expect(read).not.toHaveProperty(["user.id"]);
      }),
    );
  });
});

describe("formatBaggage()", () => {
  const before = "session.id=one,gen_ai.conversation.id=one,agentscribe.task.id=t1,agentscribe.task.type=fix,vendor=1";

  it("leaves out what stands beside the id of another session", () => {
    expect(formatBaggage(before, { "session.id": "two" })).toBe("vendor=1,session.id=two");
  });

  it("keeps what stands beside the id of the same session, or beside none", () => {
    const rest = "gen_ai.conversation.id=one,agentscribe.task.id=t1,agentscribe.task.type=fix,vendor=1";
    expect(formatBaggage(before, { "session.id": "one" })).toBe(`${rest},session.id=one`);
    expect(formatBaggage(rest, { "session.id": "two" })).toBe(`${rest},session.id=two`);
  });
});
