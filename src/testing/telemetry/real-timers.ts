/** The timers of the process as they were when this was loaded: a test may put others in their place, and waits all the same. */
export const realTimers: Pick<typeof globalThis, "setTimeout" | "clearTimeout"> = {
  setTimeout: globalThis.setTimeout,
  clearTimeout: globalThis.clearTimeout,
};
