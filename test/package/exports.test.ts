import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import * as entry from "../../src/entry.ts";
import * as index from "../../src/index.ts";
import { SCOPE_NAMES } from "../../src/record/scope-names.ts";
import { SCOPE_TYPES } from "../../src/record/scopes.ts";
import * as testingEntry from "../../src/testing/entry.ts";
import * as testing from "../../src/testing/index.ts";
import { VERSION } from "../../src/version.ts";

const manifest = JSON.parse(readFileSync(new URL("../../package.json", import.meta.url), "utf8"));

describe("the public surface", () => {
  it("is the same for Node and for bundlers", () => {
    expect(Object.keys(entry).sort()).toEqual(Object.keys(index).sort());
  });

  it("holds these names", () => {
    expect(Object.keys(index).sort()).toEqual([
      "BudgetExceeded",
      "ConfigError",
      "LoopDetected",
      "VERSION",
      "defineEvent",
      "estimateCost",
      "eventCatalogue",
      "fromContext",
      "init",
      "record",
      "recordLlm",
      "recordOutcome",
      "recordTool",
      "reprice",
      "setContext",
      "showFirstRunNotice",
      "validateConfig",
      "withClient",
    ]);
  });

  it("of the test kit is the same in the sources and as built", () => {
    expect(Object.keys(testingEntry).sort()).toEqual(Object.keys(testing).sort());
    expect(Object.keys(testing)).toEqual(
      expect.arrayContaining([
        "assertNoContent",
        "createFakeClock",
        "createTestTelemetry",
        "expectTelemetry",
        "matchers",
        "startModelServer",
      ]),
    );
  });

  it("names the version of the manifest", () => {
    expect(VERSION).toBe(manifest.version);
  });

  it("gives a client that is off the same scopes as one that is on", () => {
    expect([...SCOPE_NAMES].sort()).toEqual(Object.keys(SCOPE_TYPES).sort());
  });
});
