import { readdirSync, readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { type ReleaseFacts, releaseProblems } from "./release/release-problems.ts";

const FACTS: ReleaseFacts = {
  manifest: {
    name: "agentscribe",
    version: "1.2.3",
    repository: { url: "git+https://git.example.com/agentscribe.git" },
  },
  codeVersion: "1.2.3",
  changelog: "# Changelog\n\n## 1.2.3\n\n- Something.\n",
  tag: "v1.2.3",
  uncommitted: "",
  strays: [],
  testedIntegrity: "sha512-a",
  integrity: "sha512-a",
};

describe("releaseProblems()", () => {
  it("has none when everything agrees", () => {
    expect(releaseProblems(FACTS)).toEqual([]);
  });

  it.each<[string, Partial<ReleaseFacts>, RegExp]>([
    ["another tag", { tag: "v1.2.4" }, /^the tag is v1\.2\.4, package\.json says v1\.2\.3$/],
    ["no tag", { tag: "" }, /^the tag is not there/],
    ["another version in the code", { codeVersion: "1.2.2" }, /^src\/version\.ts says 1\.2\.2/],
    ["no word in the changelog", { changelog: "## 1.2.30\n## 11.2.3\n## 1x2.3\n" }, /^CHANGELOG\.md/],
    ["no repository", { manifest: { name: "agentscribe", version: "1.2.3" } }, /names no repository/],
    ["uncommitted changes", { uncommitted: " M src/index.ts\n" }, /^not committed:\n M src\/index\.ts$/],
    ["a file that is in no commit", { strays: ["examples/.env"] }, /^packed and not committed: examples\/\.env$/],
    ["no passed run", { testedIntegrity: undefined }, /^no run of all tests has passed/],
    ["another tarball", { integrity: "sha512-b" }, /^the tarball is not the one that was tested/],
  ])("says %s, and that alone", (_what, wrong, said) => {
    const problems = releaseProblems({ ...FACTS, ...wrong });
    expect(problems).toHaveLength(1);
    expect(problems[0]).toMatch(said);
  });
});

describe("the workflows", () => {
  const folder = new URL("../../.github/workflows/", import.meta.url);
  const workflows = Object.fromEntries(
    readdirSync(folder).map((name) => [name, readFileSync(new URL(name, folder), "utf8")]),
  );

  it("use actions by the hash of their commit, with the version beside it", () => {
    const uses = Object.values(workflows).flatMap((text) => [...text.matchAll(/uses: *(.+)/g)].map(([, what]) => what));
    expect(uses.length).toBeGreaterThan(2);
    for (const what of uses) expect(what).toMatch(/^[\w-]+\/[\w-]+@[0-9a-f]{40} # v\d+\.\d+\.\d+$/);
  });

  it("may nothing, but for what a job is given", () => {
    for (const [name, text] of Object.entries(workflows)) expect(text, name).toMatch(/^permissions: \{\}$/m);
    const given = Object.entries(workflows).flatMap(([name, text]) =>
      [...text.matchAll(/^ +([a-z-]+): (read|write)$/gm)].map(([, what, how]) => `${name}: ${what} ${how}`),
    );
    expect(given.sort()).toEqual([
      "ci.yml: contents read",
      "publish.yml: contents read",
      "publish.yml: id-token write",
    ]);
  });

  it("give the right to sign to a job that runs no code of the repository", () => {
    const job = workflows["publish.yml"]?.split(/^ {2}publish:$/m)[1] ?? "";
    expect(job).toContain("id-token: write");
    expect(job).not.toMatch(/checkout|npm (ci|install|run|test)|\.ci\/run/);
    expect(job).toContain("--provenance");
  });
});
