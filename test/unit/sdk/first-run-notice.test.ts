import { existsSync, mkdtempSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { init, showFirstRunNotice } from "../../../src/index.ts";
import type { TelemetryOptions } from "../../../src/sdk/options.ts";

let folder: string;
let said: string[];
const write = (text: string): void => {
  said.push(text);
};
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "agentscribe-notice-"));
  said = [];
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const show = async (
  options: TelemetryOptions,
  markerPath: string,
  text?: string | ((destination: string) => string),
) => {
  const telemetry = init({ host: "own", pricing: false, ...options });
  const shown = showFirstRunNotice(telemetry, { markerPath, write, ...(text !== undefined && { text }) });
  await telemetry.shutdown({ timeoutMillis: 1 });
  return shown;
};

describe("showFirstRunNotice()", () => {
  const exporters = [{ url: "https://telemetry.example", headers: { authorization: "Bearer hidden" } }];

  it("says once where data goes and how to opt out", async () => {
    const marker = join(folder, "deep", "er", "marker");
    expect(await show({ exporters }, marker)).toBe(true);
    expect(said.join("")).toMatch(/https:\/\/telemetry\.example/);
    expect(said.join("")).toMatch(/TELEMETRY_ENABLED=false/);
    expect(said.join("")).not.toContain("hidden");
    expect(said.join("").endsWith("\n")).toBe(true);
    expect(statSync(marker).mode & 0o777).toBe(0o600);
    expect(statSync(join(folder, "deep", "er")).mode & 0o777).toBe(0o700);
    expect(await show({ exporters }, marker)).toBe(false);
    expect(said).toHaveLength(1);
  });

  it("says it in the words of the application", async () => {
    expect(await show({ exporters }, join(folder, "a"), (destination) => `We send: ${destination}`)).toBe(true);
    expect(await show({ exporters }, join(folder, "b"), "Hello.")).toBe(true);
    expect(said[0]).toMatch(/^We send: agentscribe .*telemetry\.example.*\n$/);
    expect(said[1]).toBe("Hello.\n");
  });

  it("neither says nor writes anything when telemetry is off", async () => {
    const marker = join(folder, "new", "marker");
    expect(await show({ enabled: false }, marker)).toBe(false);
    expect(said).toEqual([]);
    expect(existsSync(join(folder, "new"))).toBe(false);
  });

  it("says nothing rather than at every start when the marker cannot be kept", async () => {
    writeFileSync(join(folder, "file"), "");
    for (const marker of [join(folder, "file", "marker"), "/proc/nowhere/marker", "", "a\u0000b", folder])
      expect(await show({ exporters }, marker), JSON.stringify(marker)).toBe(false);
    expect(said).toEqual([]);
  });

  it("survives a text and a write of the application that throw", async () => {
    const fail = (): never => {
      throw new Error("mine");
    };
    const stderr = vi.spyOn(process.stderr, "write").mockReturnValue(true);
    const telemetry = init({ host: "own", exporters: [] });
    expect(() => showFirstRunNotice(telemetry, { markerPath: join(folder, "c"), text: fail, write })).not.toThrow();
    expect(() => showFirstRunNotice(telemetry, { markerPath: join(folder, "d"), write: fail })).not.toThrow();
    await telemetry.shutdown();
    expect(stderr.mock.calls.map(([text]) => text)).toEqual(
      Array(2).fill(expect.stringContaining("TELEMETRY_ENABLED=false")),
    );
    stderr.mockRestore();
  });
});
