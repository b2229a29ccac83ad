import { setImmediate as laterNow, setTimeout as timerNow } from "node:timers";

// As they are when this is loaded: a test that fakes timers must not stop what stands for the network.
const later: typeof laterNow = laterNow;
const timer: typeof timerNow = timerNow;

/** One turn of the event loop: what is read together on a network comes in one. */
export function turn(): Promise<void> {
  return new Promise((resolve) => void later(resolve));
}

/** Waits by the clock of the machine, whatever a test did to it. Holds the process, as a connection would. */
export function waitReally(millis: number): { readonly over: Promise<void>; cancel(): void } {
  let id: NodeJS.Timeout | undefined;
  const over = new Promise<void>((resolve) => {
    id = timer(resolve, millis);
  });
  return { over, cancel: () => clearTimeout(id) };
}
