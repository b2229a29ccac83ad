/** Lets the process end before a timer goes off. What a test has put in place of the global timers may give numbers, as jsdom's do, which hold nothing. */
export function unrefTimer(timer: NodeJS.Timeout): void {
  timer.unref?.();
}
