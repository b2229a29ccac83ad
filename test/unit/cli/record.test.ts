import { mkdtempSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, it, onTestFinished } from "vitest";
import { runRecord } from "../../../src/cli/record/record.ts";

it("agentscribe record leaves a folder alone that is named in place of a file", async () => {
  const folder = mkdtempSync(join(tmpdir(), "agentscribe-record-"));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  writeFileSync(join(folder, "cassette.jsonl"), "");
  const said: string[] = [];
  const context = { env: {}, out: () => undefined, err: (text: string) => void said.push(text) };
  expect(await runRecord(["-o", folder, "--", "no-such-program-of-mine"], context)).toBe(2);
  expect(said.join("")).toContain("--output is a folder");
  expect(readdirSync(folder)).toEqual(["cassette.jsonl"]);
});
