import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, it, onTestFinished, vi } from "vitest";
import { doctor } from "../../../src/instrumentation/doctor/index.ts";
import { judgeVersion } from "../../../src/instrumentation/doctor/judge-version.ts";
import { TESTED_VERSIONS } from "../../../src/instrumentation/doctor/tested-versions.ts";
import { instrumentHttp } from "../../../src/instrumentation/http/instrument-http.ts";
import { lockedVersions } from "../../vendors/locked-versions.ts";

describe("TESTED_VERSIONS", () => {
  it("are those of test/vendors", () => {
    expect(TESTED_VERSIONS).toEqual(lockedVersions());
  });
});

describe("judgeVersion()", () => {
  const tested = ["5.23.2", "7.55.0"];

  it.each([
    ["7.55.0", "tested"],
    ["7.1.0", "tested"],
    ["7.56.0", "newer than tested"],
    ["8.0.0", "newer than tested"],
    ["6.1.0", "not tested"],
    ["4.9.0", "older than tested"],
    ["5.0.0-beta.1", "tested"],
    ["latest", "not tested"],
  ])("says of %s that it is %s", (version, expected) => {
    expect(judgeVersion(version, tested)).toBe(expected);
  });

  it("takes the second number of versions before 1.0 for what breaks", () => {
    expect(judgeVersion("0.36.9", ["0.37.0"])).toBe("older than tested");
    expect(judgeVersion("0.37.0", ["0.37.0"])).toBe("tested");
  });

  it("says nothing of a package without tested versions", () => {
    expect(judgeVersion("1.0.0", [])).toBe("not tested");
  });
});

describe("doctor()", () => {
  function project(packages: Readonly<Record<string, string>>): string {
    const folder = mkdtempSync(join(tmpdir(), "agentscribe-doctor-"));
    onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
    for (const [name, version] of Object.entries(packages)) {
      mkdirSync(join(folder, "node_modules", name), { recursive: true });
      writeFileSync(join(folder, "node_modules", name, "package.json"), JSON.stringify({ name, version }));
    }
    return folder;
  }

  it("finds installed packages with a wrapper, in the folder and above", () => {
    const folder = project({ openai: "99.0.0", "@anthropic-ai/sdk": "1.11.0", "left-pad": "1.0.0" });
    mkdirSync(join(folder, "app/src"), { recursive: true });
    const { packages } = doctor({ folder: join(folder, "app/src") });
    expect(packages.map(({ name, version, judgement }) => [name, version, judgement])).toEqual([
      ["@anthropic-ai/sdk", "1.11.0", "tested"],
      ["openai", "99.0.0", "newer than tested"],
    ]);
  });

  it("knows the packages that come with a tested one", () => {
    const inner = { "@ai-sdk/gateway": "4.0.146", "@openai/agents-core": "0.20.0", "@openai/agents-openai": "0.20.0" };
    const { packages } = doctor({ folder: project({ ai: "7.0.173", "@openai/agents": "0.20.0", ...inner }) });
    expect(packages.map(({ judgement }) => judgement)).toEqual(Array(5).fill("tested"));
  });

  it("says what is watched, and starts nothing", () => {
    const folder = project({});
    expect(doctor({ folder })).toMatchObject({ telemetry: "none", fetch: false, packages: [] });
    expect(doctor({ folder }).requests).toBeUndefined();
    const undo = instrumentHttp();
    onTestFinished(undo);
    expect(doctor({ folder }).requests).toEqual({ covered: 0, recorded: 0, untraced: {} });
  });

  it("says why telemetry is off", () => {
    vi.stubEnv("DO_NOT_TRACK", "1");
    expect(doctor({ folder: project({}) }).off).toBe("DO_NOT_TRACK=1");
  });
});
