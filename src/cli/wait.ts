import { whenNpmEnds } from "./npm-parent.ts";
import type { CliContext } from "./run-cli.ts";

/** Resolves after some time, or at once when the signal is aborted. */
export async function pauseFor(millis: number, signal?: AbortSignal | undefined): Promise<void> {
  if (signal?.aborted === true) return;
  await new Promise<void>((resolve) => {
    const done = (): void => {
      clearTimeout(timer);
      signal?.removeEventListener("abort", done);
      resolve();
    };
    const timer = setTimeout(done, millis);
    signal?.addEventListener("abort", done, { once: true });
  });
}

const SIGNALS = ["SIGINT", "SIGTERM", "SIGHUP"] as const;

/** A signal that is aborted when the user, the system or the end of npm wants the command to end. A second time ends the process at once. */
export function interruption({ env, signal }: CliContext): { readonly signal: AbortSignal; dispose(): void } {
  if (signal !== undefined) return { signal, dispose: () => undefined };
  const controller = new AbortController();
  const stop = (): void => {
    dispose();
    controller.abort();
  };
  const npm = whenNpmEnds(env, stop);
  const dispose = (): void => {
    npm.dispose();
    for (const name of SIGNALS) process.off(name, stop);
  };
  for (const name of SIGNALS) process.on(name, stop);
  return { signal: controller.signal, dispose };
}

/** Resolves when the signal is aborted; until then the process goes on. */
export async function aborted(signal: AbortSignal): Promise<void> {
  const hold = setInterval(() => undefined, 60_000);
  try {
    if (!signal.aborted)
      await new Promise<void>((resolve) => signal.addEventListener("abort", () => resolve(), { once: true }));
  } finally {
    clearInterval(hold);
  }
}
