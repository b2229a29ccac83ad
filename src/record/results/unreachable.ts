import type { ResultObserver } from "./follow.ts";

/** Is told that what it waits for will not come. */
type Left = Pick<ResultObserver, "cancelled">;

/** Tells when nobody can use an object any more. What is told must not hold the object, and is held until then or until {@link forget}. */
export function whenUnreachable(object: object, on: Left): void {
  registry.register(object, on, on);
}

/** It need not be told any more. */
export function forget(on: Left): void {
  registry.unregister(on);
}

const registry = new FinalizationRegistry<Left>((on) => {
  try {
    on.cancelled();
  } catch {
    // No code of the application called this, so an error would end its process.
  }
});
