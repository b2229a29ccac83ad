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
});
