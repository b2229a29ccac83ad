import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { describe, expect, it } from "vitest";
import { ALLOWED, keptNotices, noticed } from "./notices/notices.ts";

const root = fileURLToPath(new URL("../..", import.meta.url));

/** An entry of package-lock.json. */
interface Locked {
  readonly version: string;
  readonly license?: string;
  readonly dev?: boolean;
  readonly hasInstallScript?: boolean;
}

const manifest = JSON.parse(readFileSync(`${root}package.json`, "utf8"));
const locked: Readonly<Record<string, Locked>> = JSON.parse(readFileSync(`${root}package-lock.json`, "utf8")).packages;
const installed = Object.entries(locked).filter(([path, { dev }]) => path !== "" && dev !== true);

describe("packages that users install with agentscribe", () => {
  it("have no install script among them", () => {
    expect(installed.length).toBeGreaterThan(0);
    const names = installed.filter(([, { hasInstallScript }]) => hasInstallScript === true).map(([path]) => path);
    expect(names).toEqual([]);
    const own = ["preinstall", "install", "postinstall", "prepare"].filter((name) => name in manifest.scripts);
    expect(own).toEqual([]);
  });
});

describe("licences", () => {
  it("of what users install with agentscribe are all known and allowed", () => {
    const names = installed.map(([path]) => path.replace(/^.*node_modules\//, ""));
    expect(names).toEqual(expect.arrayContaining(Object.keys(manifest.dependencies)));
    const others = installed
      .filter(([, { license }]) => !ALLOWED.has(license ?? "none"))
      .map(([path, { license }]) => `${path}: ${license ?? "none"}`);
    expect(others).toEqual([]);
  });

  it("of what is bundled are given with the version that is locked", () => {
    const titles = noticed(keptNotices());
    expect(titles.length).toBeGreaterThan(0);
    for (const title of titles) {
      const [name = "", version] = title.split(" ");
      const found = locked[`node_modules/${name}`];
      expect(found?.version, name).toBe(version);
      expect(ALLOWED, name).toContain(found?.license);
    }
  });

  it("are shipped: the notices are among the files of the package", () => {
    expect(manifest.files).toEqual(expect.arrayContaining(["LICENSE", "THIRD_PARTY_NOTICES.md"]));
  });
});
