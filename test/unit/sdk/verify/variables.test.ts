import fc from "fast-check";
import { describe, expect, it, onTestFinished } from "vitest";
import { ENVIRONMENT } from "../../../../docs/generate/environment.ts";
import { checkEnvironment } from "../../../../src/sdk/verify/check-environment.ts";
import { editDistance } from "../../../../src/sdk/verify/edit-distance.ts";
import { KNOWN_VARIABLES, variableMeant } from "../../../../src/sdk/verify/known-variables.ts";

const OURS = /^(?:OTEL_|AGENTSCRIBE_|TELEMETRY_|DO_NOT_)/;

describe("KNOWN_VARIABLES", () => {
  it("are the documented ones whose names only telemetry has", () => {
    const shared = ENVIRONMENT.flatMap(({ name }) => /^OTEL_EXPORTER_OTLP_([A-Z_]+)$/.exec(name)?.[1] ?? []).filter(
      (name) => !name.startsWith("METRICS_"),
    );
    const documented = ENVIRONMENT.flatMap(({ name }) => {
      const signal = /^(OTEL_EXPORTER_OTLP_[A-Z]+_)\*$/.exec(name)?.[1];
      return signal === undefined ? [name] : shared.map((one) => `${signal}${one}`);
    }).filter((name) => OURS.test(name));
    expect([...KNOWN_VARIABLES].sort()).toEqual([...new Set(documented)].sort());
  });
});

describe("variableMeant()", () => {
  it.each([
    "OTEL_BSP_SCHEDULE_DELAY",
    "OTEL_BSP_MAX_QUEUE_SIZE",
    "OTEL_BLRP_EXPORT_TIMEOUT",
    "OTEL_METRICS_EXEMPLAR_FILTER",
    "OTEL_EXPORTER_ZIPKIN_ENDPOINT",
    "OTEL_EXPORTER_PROMETHEUS_PORT",
    "OTEL_EXPORTER_OTLP_METRICS_DEFAULT_HISTOGRAM_AGGREGATION",
    "OTEL_NODE_ENABLED_INSTRUMENTATIONS",
    "OTEL_SEMCONV_STABILITY_OPT_IN",
    "OTEL_ENTITIES",
    "OTEL_CONFIG_FILE",
    "NEXT_TELEMETRY_DISABLED",
    "TELEMETRY_URL",
    "PATH",
    "HEADERS",
  ])("leaves %s to those who read it", (name) => {
    expect(variableMeant(name)).toBeUndefined();
  });

  it.each([
    ["TELEMETRY_ENABLE", "TELEMETRY_ENABLED"],
    ["DO_NOT_TRAKC", "DO_NOT_TRACK"],
    ["OTLP_ENDPOINT", "OTEL_EXPORTER_OTLP_ENDPOINT"],
    ["OTEL_EXPORTER_HEADERS", "OTEL_EXPORTER_OTLP_HEADERS"],
    ["OTEL_SERVICENAME", "OTEL_SERVICE_NAME"],
    ["AGENTSCRIBE_DEBUGG", "AGENTSCRIBE_DEBUG"],
    ["AGENTSCRIBE_ENDPOINT", ""],
  ])("takes %s for %s", (name, meant) => {
    expect(variableMeant(name)).toBe(meant);
  });

  it("takes a name in lower case for that in upper case, and on Windows for the same", () => {
    const { platform } = process;
    onTestFinished(() => void Object.defineProperty(process, "platform", { value: platform }));
    for (const [system, meant] of [
      ["linux", "AGENTSCRIBE_DEBUG"],
      ["win32", undefined],
    ]) {
      Object.defineProperty(process, "platform", { value: system });
      expect(variableMeant("Agentscribe_Debug"), system).toBe(meant);
      expect(variableMeant("agentscribe-debug"), system).toBe("AGENTSCRIBE_DEBUG");
    }
  });

  it("finds each known name with a letter less", () => {
    for (const name of KNOWN_VARIABLES) {
      const middle = Math.floor(name.length / 2);
      const shorter = name.slice(0, middle) + name.slice(middle + 1);
      const found = variableMeant(shorter);
      if (!KNOWN_VARIABLES.has(shorter)) expect(editDistance(shorter, found ?? "", 9), shorter).toBeLessThan(3);
    }
  });
});

describe("editDistance()", () => {
  it.each([
    ["", "", 0],
    ["abc", "abc", 0],
    ["abc", "acb", 1],
    ["abc", "ab", 1],
    ["abc", "xbc", 1],
    ["ENDPONT", "ENDPOINT", 1],
    ["abcd", "badc", 2],
  ])("of %s and %s is %i", (one, other, edits) => {
    expect(editDistance(one, other, 9)).toBe(edits);
  });

  it("is the same both ways, and never more than the limit", () => {
    const word = fc.string({ unit: fc.constantFrom("a", "b", "c"), maxLength: 8 });
    fc.assert(
      fc.property(word, word, fc.integer({ min: 0, max: 9 }), (one, other, limit) => {
        const edits = editDistance(one, other, limit);
        expect(edits).toBe(editDistance(other, one, limit));
        expect(edits).toBeLessThanOrEqual(limit);
        if (limit > 0) expect(edits === 0).toBe(one === other);
      }),
    );
  });
});

describe("checkEnvironment()", () => {
  it("finds nothing in an environment without telemetry, and never a value that may be a key", () => {
    expect(checkEnvironment({ PATH: "/bin", HOME: "/root" })).toEqual([]);
    const secret = "authorization: Bearer s3cret";
    const found = checkEnvironment({ OTEL_EXPORTER_OTLP_HEADERS: secret, AGENTSCRIBE_KEY: "s3cret" });
    expect(found).toHaveLength(2);
    expect(JSON.stringify(found)).not.toContain("s3cret");
  });

  it("survives any variables", () => {
    fc.assert(
      fc.property(fc.dictionary(fc.oneof(fc.string(), fc.constantFrom(...KNOWN_VARIABLES)), fc.string()), (env) => {
        for (const { what } of checkEnvironment(env)) expect(what).not.toMatch(/\p{Cc}/u);
      }),
    );
  });
});
