import { context } from "@opentelemetry/api";
import { AsyncLocalStorageContextManager } from "@opentelemetry/context-async-hooks";
import { isTracingSuppressed } from "@opentelemetry/core";
import { afterEach, describe, expect, it } from "vitest";
import { withTracingSuppressed } from "../../../src/export/http/suppress-tracing.ts";

describe("withTracingSuppressed()", () => {
  afterEach(() => context.disable());

  it("runs the function where the SDK makes no spans, and only there", () => {
    context.setGlobalContextManager(new AsyncLocalStorageContextManager());
    expect(withTracingSuppressed(() => isTracingSuppressed(context.active()))).toBe(true);
    expect(isTracingSuppressed(context.active())).toBe(false);
  });

  it("just runs the function when nothing manages contexts", () => {
    expect(withTracingSuppressed(() => 7)).toBe(7);
  });
});
