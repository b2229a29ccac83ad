import { execFileSync } from "node:child_process";
import { chmodSync, mkdirSync, mkdtempSync, rmSync, statSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, it, onTestFinished } from "vitest";
import { checkSpool } from "../../../../src/sdk/verify/check-spool.ts";

it.each(["spool", "an agent's spool", "$(touch spool) & spool"])(
  "names a command for a folder that others can write to, which a shell takes as it is meant: %s",
  async (name) => {
    const root = mkdtempSync(join(tmpdir(), "agentscribe-check "));
    onTestFinished(() => rmSync(root, { recursive: true }));
    const directory = join(root, name);
    mkdirSync(directory);
    chmodSync(directory, 0o777);
    const pipeline = { health: () => ({ spool: { directory } }) };
    const subject = { outputs: { destinations: [{ type: "otlp" }], pipeline }, options: {} };
    const [found] = await checkSpool(subject as unknown as Parameters<typeof checkSpool>[0]);
    const command = /`(chmod .*)`\.$/.exec(found?.mend ?? "")?.[1] ?? "";
    execFileSync("sh", ["-c", command], { cwd: root, stdio: "pipe" });
    expect(statSync(directory).mode & 0o777).toBe(0o700);
  },
);
