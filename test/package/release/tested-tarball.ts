import { createHash } from "node:crypto";
import { appendFileSync, existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

const folder = fileURLToPath(new URL("../../../node_modules/.cache/agentscribe/", import.meta.url));
const packed = join(folder, "packed");
const tested = join(folder, "tested");

/** The hash of a tarball as npm writes it. */
export function integrityOf(tarball: string): string {
  return `sha512-${createHash("sha512").update(readFileSync(tarball)).digest("base64")}`;
}

/** Forgets what an earlier run packed and passed. */
export function beginTestRun(): void {
  rmSync(packed, { force: true });
  rmSync(tested, { force: true });
}

/** Remembers a tarball that the tests of this run install. */
export function rememberPacked(tarball: string): void {
  mkdirSync(folder, { recursive: true });
  appendFileSync(packed, `${integrityOf(tarball)}\n`);
}

/** Says that all tests passed: with what they installed, if that was one tarball. */
export function testsPassed(): void {
  const all = new Set(existsSync(packed) ? readFileSync(packed, "utf8").trimEnd().split("\n") : []);
  if (all.size === 1) writeFileSync(tested, [...all].join());
}

/** The tarball with which all tests of the last run passed. */
export function testedIntegrity(): string | undefined {
  return existsSync(tested) ? readFileSync(tested, "utf8") : undefined;
}
