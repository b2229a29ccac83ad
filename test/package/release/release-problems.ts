/** What a release is judged by. */
export interface ReleaseFacts {
  readonly manifest: {
    readonly name: string;
    readonly version: string;
    readonly repository?: { readonly url?: string };
  };
  /** The version that the code says it is. */
  readonly codeVersion: string;
  readonly changelog: string;
  /** The tag that is released. */
  readonly tag: string;
  /** What `git status --porcelain` says. */
  readonly uncommitted: string;
  /** Files of the tarball that were neither built nor committed. */
  readonly strays: readonly string[];
  /** Of the tarball that all tests of the last run passed with. */
  readonly testedIntegrity: string | undefined;
  /** Of the tarball that is to be published. */
  readonly integrity: string;
}

/** Why something must not be published, a sentence each; none when it may. */
export function releaseProblems(facts: ReleaseFacts): readonly string[] {
  const { manifest, codeVersion, changelog, tag, uncommitted, strays, testedIntegrity, integrity } = facts;
  const { version, repository } = manifest;
  const heading = new RegExp(`^## ${version.replaceAll(".", "\\.")}(\\s|$)`, "m");
  const problems: readonly (readonly [boolean, string])[] = [
    [tag !== `v${version}`, `the tag is ${tag || "not there"}, package.json says v${version}`],
    [codeVersion !== version, `src/version.ts says ${codeVersion}, package.json says ${version}`],
    [!heading.test(changelog), `CHANGELOG.md has no heading "## ${version}"`],
    [repository?.url === undefined, "package.json names no repository, which provenance is checked against"],
    [uncommitted.trim() !== "", `not committed:\n${uncommitted.trimEnd()}`],
    [strays.length > 0, `packed and not committed: ${strays.join(", ")}`],
    [testedIntegrity === undefined, "no run of all tests has passed here: npm test"],
    [
      testedIntegrity !== undefined && testedIntegrity !== integrity,
      "the tarball is not the one that was tested: npm test",
    ],
  ];
  return problems.filter(([isWrong]) => isWrong).map(([, problem]) => problem);
}
