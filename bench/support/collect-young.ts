/**
 * Collects what is young, so that no round pays for the garbage of another. Not all: a full collection that comes between two rounds makes V8 throw away
 * what it compiled for objects that are not alive then, and the round measures how that is compiled again. An application has one now and then, not
 * before each few thousand calls.
 */
export function collectYoung(): void {
  globalThis.gc?.({ type: "minor" });
}
