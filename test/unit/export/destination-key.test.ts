import { describe, expect, it } from "vitest";
import { gatesOfFingerprint, spoolFingerprint } from "../../../src/export/destinations/destination-key.ts";

const url = "https://otlp.example/v1/traces";

describe("spoolFingerprint", () => {
  it("tells apart what is added to the attributes", () => {
    const plain = spoolFingerprint(url, "traces", "prompts");
    const mapped = spoolFingerprint(url, "traces", "prompts", "attributes for langfuse");
    expect(mapped).not.toBe(plain);
    expect(gatesOfFingerprint(mapped, url, "traces")).toBe("prompts\nattributes for langfuse");
  });

  it("holds no query, where a key may stand, and still tells two keys apart", () => {
    const one = spoolFingerprint(`${url}?api_key=hidden-1`, "traces", "prompts");
    const two = spoolFingerprint(`${url}?api_key=hidden-2`, "traces", "prompts");
    expect(one).not.toContain("hidden");
    expect(new Set([one, two, spoolFingerprint(url, "traces", "prompts")]).size).toBe(3);
  });

  it("gives its gates back to the endpoint and signal it was made for, and to no other", () => {
    const made = spoolFingerprint(url, "traces", "prompts,responses");
    expect(gatesOfFingerprint(made, url, "traces")).toBe("prompts,responses");
    expect(gatesOfFingerprint(made, url, "logs")).toBeUndefined();
    expect(gatesOfFingerprint(made, `${url}/deeper`, "traces")).toBeUndefined();
    expect(gatesOfFingerprint(made, `${url}?key=1`, "traces")).toBeUndefined();
    expect(gatesOfFingerprint(made, "http://otlp.example/v1/traces", "traces")).toBeUndefined();
  });
});
