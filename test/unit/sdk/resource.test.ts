import { afterEach, describe, expect, it, vi } from "vitest";
import { resourceAttributes } from "../../../src/sdk/resource.ts";

const { versions } = process;
afterEach(() => {
  Object.defineProperty(process, "versions", { value: versions });
});

const nameIn = (runtime: Readonly<Record<string, string>>, env: Readonly<Record<string, string>> = {}): unknown => {
  Object.defineProperty(process, "versions", { value: { ...versions, ...runtime } });
  return resourceAttributes({}, env, "instance", vi.fn())["service.name"];
};

describe("the name of a service that nobody named", () => {
  it("says what runs it", () => {
    expect(nameIn({})).toBe("unknown_service:node");
    expect(nameIn({ bun: "1.3.0" })).toBe("unknown_service:bun");
    expect(nameIn({ deno: "2.5.0" })).toBe("unknown_service:deno");
  });

  it("is not used where the environment has one", () => {
    expect(nameIn({}, { OTEL_RESOURCE_ATTRIBUTES: "service.name=shop" })).toBe("shop");
    expect(nameIn({}, { OTEL_SERVICE_NAME: "till", OTEL_RESOURCE_ATTRIBUTES: "service.name=shop" })).toBe("till");
  });
});
