import { afterEach, beforeEach, expect, it, vi } from "vitest";
import { isToldRequest, makesToldRequest } from "../../../src/edge/told-request.ts";
import { createTestTelemetry, type TestTelemetry } from "../../../src/testing/index.ts";

const MODEL = "text-embedding-3-small";
let telemetry: TestTelemetry;
let request: { isOver: boolean };

beforeEach(() => {
  telemetry = createTestTelemetry();
  request = { isOver: false };
});
afterEach(async () => {
  request.isOver = true;
  vi.useRealTimers();
  await telemetry.shutdown();
});

it("knows a told request by its model and scope, until it is over", () =>
  telemetry.agent({ name: "outer" }, () => {
    makesToldRequest(request, MODEL);

    expect([isToldRequest(MODEL), isToldRequest("another-model"), isToldRequest()]).toEqual([true, false, false]);
    telemetry.agent({ name: "inner" }, () => expect(isToldRequest(MODEL)).toBe(false));
    request.isOver = true;
    expect(isToldRequest(MODEL)).toBe(false);
  }));

it("knows one that is made outside of scopes", () => {
  makesToldRequest(request, MODEL);

  expect(isToldRequest(MODEL)).toBe(true);
  telemetry.agent({ name: "other" }, () => expect(isToldRequest(MODEL)).toBe(false));
});

it("forgets one whose end is never told", () => {
  vi.useFakeTimers();
  makesToldRequest(request, MODEL);

  vi.advanceTimersByTime(60_001);

  expect(isToldRequest(MODEL)).toBe(false);
});
