import { onTestFinished } from "vitest";

/** From now until the test is over, collects the rejections that nobody handles. Gives how to wait for those of all that was done so far. */
export function collectUnhandled(): () => Promise<readonly unknown[]> {
  const unhandled: unknown[] = [];
  const note = (reason: unknown): void => void unhandled.push(reason);
  process.on("unhandledRejection", note);
  onTestFinished(() => void process.off("unhandledRejection", note));
  return async () => {
    // Node tells of them once the microtasks of a turn are done.
    await new Promise((resolve) => setTimeout(resolve, 20));
    return unhandled;
  };
}
