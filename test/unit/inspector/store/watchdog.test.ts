import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { describe, expect, it, onTestFinished } from "vitest";
import { LOOK } from "../../../../src/inspector/store/threads/watchdog.ts";

/** A process whose parent has this id for ever, as on Windows. */
function childOf(pid: number): ChildProcess {
  const child = spawn(process.execPath, ["-e", `Object.defineProperty(process, "ppid", { value: ${pid} });${LOOK}`]);
  onTestFinished(() => void child.kill("SIGKILL"));
  return child;
}

describe("a process of the store", () => {
  it("ends with a parent whose id it keeps, and not before", async () => {
    const parent = spawn(process.execPath, ["-e", "process.stdin.resume()"]);
    const child = childOf(parent.pid ?? 0);
    const ended = once(child, "exit");
    const first = await Promise.race([
      ended.then(() => "child"),
      once(childOf(0x3fffffff), "exit").then(() => "orphan"),
    ]);
    expect(first).toBe("orphan");
    expect(child.exitCode ?? child.signalCode).toBeNull();
    parent.kill("SIGKILL");
    expect(await ended).toEqual([null, "SIGKILL"]);
  });
});
