import { expect, it, vi } from "vitest";
import { keepExampleWork } from "../../../src/sdk/example-work.ts";
import { startTelemetry } from "../../../src/sdk/start-telemetry.ts";

vi.mock("../../../src/sdk/example-work.ts", () => ({ keepExampleWork: vi.fn(() => () => {}) }));

it("an example of work is kept from the first scope on, once, and not in a program that records nothing", async () => {
  const { telemetry } = startTelemetry({}, { env: {}, memory: () => {} });
  await telemetry.flush();
  expect(keepExampleWork).toHaveBeenCalledTimes(0);
  telemetry.startStep({ name: "first" }).end();
  expect(keepExampleWork).toHaveBeenCalledTimes(1);
  telemetry.startStep({ name: "second" }).end();
  await telemetry.shutdown();
  expect(keepExampleWork).toHaveBeenCalledTimes(1);
});
