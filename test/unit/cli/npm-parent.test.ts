import { afterEach, beforeEach, expect, it, vi } from "vitest";
import { whenNpmEnds } from "../../../src/cli/npm-parent.ts";

beforeEach(() => void vi.useFakeTimers());
afterEach(() => {
  vi.useRealTimers();
  vi.restoreAllMocks();
});

/** How often the command is told, in two seconds in which its parent ends. */
function toldOf(env: Readonly<Record<string, string>>, isDisposed = false): number {
  const gone = vi.fn();
  const watch = whenNpmEnds(env, gone);
  vi.advanceTimersByTime(1_000);
  expect(gone).not.toHaveBeenCalled();
  vi.spyOn(process, "ppid", "get").mockReturnValue(1);
  if (isDisposed) watch.dispose();
  vi.advanceTimersByTime(2_000);
  return gone.mock.calls.length;
}

it.each(["'agentscribe'", "agentscribe inspect", "npm run build && agentscribe inspect > inspector.log 2>&1"])(
  "a command that npm runs by %s is told once that npm has ended",
  (script) => {
    expect(toldOf({ npm_lifecycle_script: script })).toBe(1);
  },
);

it.each([
  ["that npm does not run", {}],
  ["in a program that npm runs", { npm_lifecycle_script: "node server.js" }],
  ["that a script leaves behind", { npm_lifecycle_script: "agentscribe inspect & node agent.js" }],
])("a command %s goes on", (_what, env) => {
  expect(toldOf(env)).toBe(0);
});

it("a command that has ended is not told", () => {
  expect(toldOf({ npm_lifecycle_script: "agentscribe inspect" }, true)).toBe(0);
});
