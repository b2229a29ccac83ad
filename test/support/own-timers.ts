import { vi } from "vitest";
import { realTimers } from "../../src/internal/real-timers.ts";

const NAMES = ["setTimeout", "clearTimeout", "setInterval", "clearInterval"] as const;

/** Fake timers that the library goes by too, which takes those of the process otherwise. `vi.restoreAllMocks()` gives it those back. */
export function fakeOwnTimers(...more: readonly "performance"[]): void {
  vi.useFakeTimers({ toFake: [...NAMES, ...more] });
  for (const name of NAMES) vi.spyOn(realTimers, name).mockImplementation(globalThis[name] as never);
}
