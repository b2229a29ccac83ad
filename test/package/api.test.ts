import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { beforeAll, describe, expect, it } from "vitest";
import { type EntryApi, readPublicApi } from "./api/public-api.ts";
import { builtReports, keptReports } from "./api/report.ts";

const root = fileURLToPath(new URL("../..", import.meta.url));
const { exports } = JSON.parse(readFileSync(`${root}package.json`, "utf8"));
const subpaths = Object.keys(exports).filter((subpath) => subpath !== "./package.json");

let entries: readonly EntryApi[];

beforeAll(() => {
  entries = readPublicApi(root);
});

describe("the public API", () => {
  it("is read of every subpath", () => {
    expect(entries.map(({ specifier }) => specifier.replace(/^agentscribe/, "."))).toEqual(subpaths);
    const silent = entries.filter(({ exported }) => exported.length === 0).map(({ specifier }) => specifier);
    // What they do, they do when they are loaded.
    expect(silent).toEqual(["agentscribe/register", "agentscribe/testing/vitest", "agentscribe/testing/jest"]);
  });

  it("is what the reports keep: `npm run api` changes them", () => {
    const built = builtReports();
    const kept = keptReports();
    expect([...kept.keys()]).toEqual([...built.keys()].sort());
    for (const [name, text] of built) expect(kept.get(name), name).toBe(text);
  });

  it("says of every name what it is", () => {
    const silent = entries.flatMap(({ specifier, exported }) =>
      exported.filter(({ documentation }) => documentation.trim() === "").map(({ name }) => `${specifier}: ${name}`),
    );
    expect(silent).toEqual([]);
  });

  it("is made of types that can be named: none of them comes from a vendor's package", () => {
    const vendors = entries.flatMap(({ imported }) =>
      imported.filter((name) => !name.endsWith(" of @opentelemetry/api")),
    );
    expect(vendors).toEqual([]);
  });
});
