import { describe, expect, it } from "vitest";
import { failureOfBody } from "../../../src/providers/error-body.ts";

describe("failureOfBody()", () => {
  it.each([
    [{ error: { message: "no credits", code: 402 } }],
    [{ error: { code: "rate_limited" }, id: "x" }],
    [{ object: "error", message: "too long", code: 40303 }],
  ])("takes a body that tells of an error: %j", (body) => {
    expect(failureOfBody(body)).toBe(body);
  });

  it("takes the text of one", () => {
    expect(failureOfBody({ error: "model not found", error_type: "not_found" })).toEqual({
      message: "model not found",
      code: "not_found",
    });
  });

  it.each([
    [{ object: "fine_tuning.job", status: "succeeded", error: {} }],
    [{ object: "fine_tuning.job", error: { code: null, message: null, param: null } }],
    [{ object: "response", error: null }],
    [{ choices: [{ message: { content: "" } }], error: "" }],
    ["error"],
    [undefined],
  ])("takes none where nothing is told of one: %j", (body) => {
    expect(failureOfBody(body)).toBeUndefined();
  });
});
