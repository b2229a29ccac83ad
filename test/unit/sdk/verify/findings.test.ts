import { describe, expect, it } from "vitest";
import { offTelemetry } from "../../../../src/sdk/off-telemetry.ts";
import { finding } from "../../../../src/sdk/verify/finding.ts";
import type { FindingDefinition } from "../../../../src/sdk/verify/findings/finding-definition.ts";
import { FINDINGS, type FindingCode } from "../../../../src/sdk/verify/findings.ts";

const ALL: readonly (readonly [string, FindingDefinition])[] = Object.entries(FINDINGS);

describe("FINDINGS", () => {
  it.each(ALL)("%s has a code that an anchor can be, and a mend where there is something to do", (code, known) => {
    expect(code).toMatch(/^[a-z]+(?:-[a-z]+)*$/);
    expect(known.meaning).toMatch(/^[A-Z`].*\.$/);
    if (known.severity === "error" || known.severity === "warning") expect(known.mend).toMatch(/^[A-Z].*\.$/);
    if (known.severity === "ok") expect(known.mend).toBeUndefined();
  });

  it("are all distinct in what they mean", () => {
    expect(new Set(ALL.map(([, { meaning }]) => meaning)).size).toBe(ALL.length);
  });
});

describe("finding()", () => {
  it("takes from the catalogue what is not said", () => {
    const { severity, mend } = FINDINGS["endpoint-refused"];
    const docs = "docs/doctor.md#endpoint-refused";
    expect(finding("endpoint-refused", { what: "x" })).toEqual({
      code: "endpoint-refused",
      severity,
      what: "x",
      mend,
      docs,
    });
    expect(finding("endpoint-refused", { what: "x", mend: "y", severity: "info" })).toMatchObject({
      mend: "y",
      severity: "info",
    });
  });
});

describe("verify() of a client that is off", () => {
  it.each([
    ["TELEMETRY_ENABLED=false", "Unset `TELEMETRY_ENABLED`."],
    ["enabled: false", "Call `init()` without `enabled: false`."],
  ])("says why, as the catalogue has it: %s", async (reason, mend) => {
    const { ok, mode, summary, destinations, findings } = await offTelemetry(reason).verify();
    expect({ ok, mode, destinations }).toEqual({ ok: false, mode: "off", destinations: [] });
    expect(summary).toContain(reason);
    const code: FindingCode = "telemetry-off";
    expect(findings).toEqual([finding(code, { what: summary, mend })]);
  });
});
