import { describe, expect, it } from "vitest";
import { namesSent } from "../../../src/providers/names-sent.ts";
import { readRequest } from "../../../src/providers/request.ts";

const isTold = namesSent({
  limit: ["max_tokens", "num_predict"],
  format: ["output_config"],
  effort: ["output_config"],
});

describe("what the properties of a request can tell", () => {
  it("is told by a name in either case, in any place", () => {
    const told = isTold([{ model: "m" }, { maxTokens: 1 }]);
    expect([told("limit"), told("format"), told("effort")]).toEqual([true, false, false]);
  });

  it("is every fact that one property tells of", () => {
    const told = isTold([{ output_config: {} }]);
    expect([told("limit"), told("format"), told("effort")]).toEqual([false, true, true]);
  });

  it("is anything, where properties cannot all be listed", () => {
    class Request {
      get max_tokens(): number {
        return 7;
      }
    }
    const proxied = new Proxy({}, { get: (_, key) => (key === "max_tokens" ? 7 : undefined), ownKeys: () => [] });
    const { proxy: revoked, revoke } = Proxy.revocable({}, {});
    revoke();
    for (const request of [new Request(), proxied]) {
      expect(isTold([request])("limit")).toBe(true);
      expect(readRequest(request).maxTokens).toBe(7);
    }
    expect(isTold([revoked])("limit")).toBe(true);
    expect(readRequest(revoked).maxTokens).toBeUndefined();
  });

  it("is read of an object without a prototype", () => {
    expect(readRequest(Object.assign(Object.create(null), { max_tokens: 7 })).maxTokens).toBe(7);
  });
});
