import { expect, it } from "vitest";
import { Memory } from "../../../src/testing/telemetry/memory.ts";

it("forgets with clear() the places of scopes that ended, and keeps those of open ones", () => {
  const memory = new Memory();
  memory.started("ended", "tool a");
  memory.started("open", "tool b");
  memory.ended("ended");
  memory.clear();
  expect([...memory.starts.keys()]).toEqual(["open"]);
});
