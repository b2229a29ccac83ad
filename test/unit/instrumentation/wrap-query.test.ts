import { describe, expect, it, vi } from "vitest";
import { wrapQuery } from "../../../src/instrumentation/claude-agent-sdk/index.ts";

describe("wrapQuery()", () => {
  it("gives back a function that is wrapped already, as a zero-code start leaves it", () => {
    const query = Object.assign(
      function ask(params: object): object {
        return params;
      },
      { version: 1 },
    );
    const wrapped = wrapQuery(query);
    expect(wrapped).not.toBe(query);
    expect([wrapped.name, wrapped.length, wrapped.version]).toEqual(["ask", 1, 1]);
    expect(wrapQuery(wrapped)).toBe(wrapped);
    const params = {};
    expect(wrapped(params)).toBe(params);
  });

  it("gives back the function itself when telemetry is off", () => {
    vi.stubEnv("TELEMETRY_ENABLED", "false");
    const query = (): object => ({});
    expect(wrapQuery(query)).toBe(query);
  });
});
