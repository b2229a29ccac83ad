import { describe, expect, it } from "vitest";
import type { DiagnosedPackage } from "../../../../src/instrumentation/doctor/diagnose.ts";
import { checkPackages } from "../../../../src/sdk/verify/check-packages.ts";

describe("checkPackages()", () => {
  it.each([
    [["1.0.0", "2.0.0"], "Install a tested version: `npm install some-client@2.0.0`."],
    [[], "No version of it is tested: look whether its calls are recorded with usage."],
  ])("of a package that is tested in %j", (tested, mend) => {
    const one: DiagnosedPackage = {
      name: "some-client",
      version: "3.0.0",
      folder: "/",
      judgement: "not tested",
      tested,
    };
    const findings = checkPackages({ telemetry: "on", packages: [one], loaded: [], fetch: false });
    expect(findings).toMatchObject([{ code: "package-untested", what: "some-client 3.0.0 is not tested", mend }]);
  });

  it.each([
    ["3.1.0", ["2.0.0", "3.0.5"], "package-newer", "info"],
    ["4.0.0", ["2.0.0", "3.0.5"], "package-untested", "warning"],
    ["0.5.0", ["0.4.2"], "package-untested", "warning"],
    ["0.4.9", ["0.4.2"], "package-newer", "info"],
  ])(
    "of version %s, newer than %j that are tested, warns only of a major that is not",
    (version, tested, code, severity) => {
      const one: DiagnosedPackage = {
        name: "some-client",
        version,
        folder: "/",
        judgement: "newer than tested",
        tested,
      };
      const findings = checkPackages({ telemetry: "on", packages: [one], loaded: [], fetch: false });
      expect(findings).toMatchObject([{ code, severity, what: `some-client ${version} is newer than tested` }]);
      expect(findings[0]?.mend === undefined).toBe(severity === "info");
    },
  );
});
