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

it("agentscribe record leaves --help and -h to the program behind --", async () => {
  const folder = mkdtempSync(join(tmpdir(), "agentscribe-record-"));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  const said: string[] = [];
  const context = { env: {}, out: (text: string) => void said.push(text), err: () => undefined };
  for (const asked of ["--help", "-h"]) {
    expect(await runRecord(["-o", folder, "--", "no-such-program-of-mine", asked], context)).toBe(2);
    expect(said).toEqual([]);
    expect(await runRecord([asked, "--", "no-such-program-of-mine"], context)).toBe(0);
    expect(said.splice(0).join("")).toContain("Usage: agentscribe record");
  }
});
