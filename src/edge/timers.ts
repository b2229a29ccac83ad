/** A timer with `unref`, which runtimes of this kind do not have: nothing waits for a timer there. */
class Timer {
  readonly #stop: () => void;

  constructor(start: () => () => void) {
    this.#stop = start();
  }

  unref(): this {
    return this;
  }

  stop(): void {
    this.#stop();
  }
}

const NOT_STARTED = (): void => undefined;

/** Outside of requests a Worker may start no timer: then it does not run. One that was started ends with its request. */
function started(start: () => () => void): Timer {
  return new Timer(() => {
    try {
      return start();
    } catch {
      return NOT_STARTED;
    }
  });
}

export function setTimeout(fn: (value?: unknown) => void, millis?: number): Timer {
  return started(() => {
    const id = globalThis.setTimeout(fn, millis);
    return () => globalThis.clearTimeout(id);
  });
}

export function setInterval(fn: () => void, millis?: number): Timer {
  return started(() => {
    const id = globalThis.setInterval(fn, millis);
    return () => globalThis.clearInterval(id);
  });
}

export function setImmediate(fn: (value?: unknown) => void): Timer {
  return setTimeout(fn, 0);
}

export function clearTimeout(timer: Timer | undefined): void {
  timer?.stop();
}

export function clearInterval(timer: Timer | undefined): void {
  timer?.stop();
}
