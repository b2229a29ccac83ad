import {
  chmodSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { init } from "../../../src/index.ts";
import { createDiag } from "../../../src/internal/diag.ts";
import { installationId } from "../../../src/sdk/installation-id.ts";

const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/;

let folder: string;
let warnings: string[];
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "agentscribe-id-"));
  warnings = [];
});
afterEach(() => {
  chmodSync(folder, 0o700);
  rmSync(folder, { recursive: true, force: true });
});

const read = (option: true | { path: string }, env: Record<string, string> = {}): string | undefined =>
  installationId(option, env, createDiag({ write: (_level, message) => warnings.push(message) }));

describe("installationId()", () => {
  it("keeps one random id in a file of the user alone", () => {
    const first = read(true, { XDG_STATE_HOME: folder });
    expect(first).toMatch(UUID);
    expect(read(true, { XDG_STATE_HOME: folder })).toBe(first);
    const file = join(folder, "agentscribe", "installation-id");
    expect(statSync(file).mode & 0o777).toBe(0o600);
    expect(statSync(join(folder, "agentscribe")).mode & 0o777).toBe(0o700);
    expect(readFileSync(file, "utf8").trim()).toBe(first);
    expect(warnings).toEqual([]);
  });

  it("is another one in another place", () => {
    const ids = ["a", "b"].map((name) => read({ path: join(folder, name, "id") }));
    expect(new Set(ids).size).toBe(2);
  });

  it("falls back to the home of the user when the variable is no absolute path", () => {
    const id = read(true, { XDG_STATE_HOME: "relative", HOME: folder });
    expect(existsSync("relative")).toBe(false);
    expect(id === undefined || UUID.test(id)).toBe(true);
  });

  it.each([
    ["", "empty"],
    ["not an id\n", "text"],
    ["00000000-0000-0000-0000-00000000000g", "a wrong digit"],
    ["x".repeat(1_000_000), "long"],
  ])("neither uses nor overwrites a file that holds something else (%#)", (content) => {
    const path = join(folder, "id");
    writeFileSync(path, content);
    expect(read({ path })).toBeUndefined();
    expect(readFileSync(path, "utf8")).toBe(content);
  });

  it("gives none, and says why once, where no file can be kept", () => {
    writeFileSync(join(folder, "file"), "");
    mkdirSync(join(folder, "directory"));
    symlinkSync(join(folder, "loop"), join(folder, "loop"));
    for (const path of [
      join(folder, "file", "id"),
      join(folder, "directory"),
      join(folder, "loop", "id"),
      "/proc/nowhere/id",
      "a\u0000b",
    ]) {
      warnings = [];
      expect(read({ path }), path).toBeUndefined();
      expect(warnings.length, path).toBeLessThanOrEqual(1);
    }
  });

  it("is not waited for in a file that never ends", () => {
    const started = performance.now();
    expect(read({ path: "/dev/zero" })).toBeUndefined();
    expect(performance.now() - started).toBeLessThan(1000);
  });
});

describe("init() with identity.installation", () => {
  const ids = async (options: Parameters<typeof init>[0]): Promise<unknown[]> => {
    const seen: unknown[] = [];
    const spanExporter = {
      export(
        spans: readonly { attributes: Record<string, unknown> }[],
        done: (result: { code: number }) => void,
      ): void {
        seen.push(...spans.map(({ attributes }) => attributes["app.installation.id"]));
        done({ code: 0 });
      },
    };
    const telemetry = init({ host: "own", exporters: [{ type: "custom", spanExporter }], ...options });
    await telemetry.agent({ name: "a" }, async () => {});
    await telemetry.shutdown();
    return seen;
  };

  it("puts the id on spans, the same in every run", async () => {
    const identity = { installation: { path: join(folder, "id") } };
    const [first] = await ids({ identity });
    expect(first).toMatch(UUID);
    expect(await ids({ identity })).toEqual([first]);
  });

  it("makes no file when it is not asked for, or telemetry is off", async () => {
    vi.stubEnv("XDG_STATE_HOME", folder);
    expect(await ids({})).toEqual([undefined]);
    expect(await ids({ identity: { installation: false } })).toEqual([undefined]);
    expect(await ids({ identity: { installation: true }, enabled: false })).toEqual([]);
    expect(existsSync(join(folder, "agentscribe"))).toBe(false);
  });
});
