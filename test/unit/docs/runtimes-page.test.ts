import { globSync, readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { describe, expect, it } from "vitest";

const root = fileURLToPath(new URL("../../../", import.meta.url));
const page = readFileSync(`${root}docs/runtimes.md`, "utf8");
const sources = globSync(["examples/runtimes/**/*.{ts,js}", "test/runtimes/workerd/*.ts"], { cwd: root })
  .map((file) => readFileSync(`${root}${file}`, "utf8"))
  .join("\n");

/** What an example says of types, the page leaves out; so it does how deep a line stands. */
const bare = (code: string): string =>
  code
    .replaceAll(/: \{ question: string; thread: string \}|: Promise<\{ answer: string \}>/g, "")
    .split("\n")
    .map((line) => line.trim())
    .join("\n");

describe("the page on runtimes", () => {
  it("shows what the examples do, line by line", () => {
    const known = new Set(bare(sources).split("\n"));
    const shown = [...page.matchAll(/^```js\n([\s\S]*?)^```$/gm)].flatMap(([, code = ""]) =>
      bare(code).trim().split("\n"),
    );

    expect(shown.length).toBeGreaterThan(20);
    expect(shown.filter((line) => !known.has(line))).toEqual([]);
  });
});
