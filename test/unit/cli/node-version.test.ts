import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { isOldNode, OLDEST_NODE } from "../../../src/cli/node-version.ts";
import { runCli } from "../../../src/cli/run-cli.ts";

async function run(args: readonly string[], node: string): Promise<{ code: number; out: string; err: string }> {
  const [out, err]: [string[], string[]] = [[], []];
  const code = await runCli(args, {
    env: {},
    node,
    out: (text) => void out.push(text),
    err: (text) => void err.push(text),
  });
  return { code, out: out.join(""), err: err.join("") };
}

describe("isOldNode()", () => {
  it("goes by what package.json says", () => {
    const { engines } = JSON.parse(readFileSync(new URL("../../../package.json", import.meta.url), "utf8"));
    expect(engines.node).toBe(`>=${OLDEST_NODE}`);
    const versions = ["18.20.8", "20.20.2", "22.14.0", "22.15.0", "22.15.0-nightly", "23.0.0", "24.1.0", "26.0.0"];
    expect(versions.filter(isOldNode)).toEqual(["18.20.8", "20.20.2", "22.14.0"]);
  });
});

describe("a command in an older Node", () => {
  it("names the version that it needs; help and the version are there", async () => {
    const err = `agentscribe needs Node ${OLDEST_NODE} or newer; this is 20.20.2\n`;
    expect(await run(["inspect"], "20.20.2")).toEqual({ code: 1, out: "", err });
    expect(await run(["--version"], "20.20.2")).toMatchObject({ code: 0, err: "" });
    expect(await run(["--help"], "20.20.2")).toMatchObject({ code: 0, err: "" });
  });
});
