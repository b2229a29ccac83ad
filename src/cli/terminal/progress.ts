import type { CliContext } from "../run-cli.ts";

/** A bar on stderr for work that takes a while; nothing where stderr is no terminal. */
export interface Progress {
  /** How much of `total` is done; without a total it is a number of bytes. */
  at(done: number): void;
  /** Takes the bar away. */
  end(): void;
}

const WIDTH = 24;
/** Work that is faster has no bar. */
const DELAY_MILLIS = 300;
const INTERVAL_MILLIS = 100;

export function createProgress({ err, errColumns }: CliContext, label: string, total: number): Progress {
  if (errColumns === undefined) return { at: () => undefined, end: () => undefined };
  let shownAt = performance.now() + DELAY_MILLIS - INTERVAL_MILLIS;
  let isShown = false;
  return {
    at(done) {
      const now = performance.now();
      if (now - shownAt < INTERVAL_MILLIS) return;
      shownAt = now;
      isShown = true;
      if (total === 0) {
        err(`\r${label} ${(done / 1_048_576).toFixed(1)} MB`);
        return;
      }
      const share = Math.min(1, done / total);
      const full = Math.round(share * WIDTH);
      err(`\r${label} ${"█".repeat(full)}${"░".repeat(WIDTH - full)} ${Math.floor(share * 100)} %`);
    },
    end() {
      if (isShown) err(`\r${" ".repeat(label.length + WIDTH + 8)}\r`);
    },
  };
}
