import { describe, expect, it } from "vitest";
import { createDiag } from "../../../src/internal/diag.ts";
import { createRootFlush } from "../../../src/sdk/root-flush.ts";

function setUp(
  options: { readonly limitMillis?: number; readonly waitUntil?: (promise: Promise<unknown>) => void } = {},
) {
  const handed: Promise<unknown>[] = [];
  const flushes: PromiseWithResolvers<void>[] = [];
  const said: string[] = [];
  const onRootEnd = createRootFlush({
    waitUntil: (promise) => {
      handed.push(promise);
    },
    flush: () => {
      const flush = Promise.withResolvers<void>();
      flushes.push(flush);
      return flush.promise;
    },
    diag: createDiag({ write: (_level, message) => said.push(message) }),
    ...options,
  });
  return { handed, flushes, said, onRootEnd };
}

describe("the flush at the end of the outermost scope", () => {
  it("is handed to waitUntil and resolves with the flush", async () => {
    const { handed, flushes, onRootEnd } = setUp();
    onRootEnd();
    expect({ handed: handed.length, flushes: flushes.length }).toEqual({ handed: 1, flushes: 1 });
    let resolved = false;
    void handed[0]?.then(() => {
      resolved = true;
    });
    await Promise.resolve();
    expect(resolved).toBe(false);
    flushes[0]?.resolve();
    await handed[0];
    expect(resolved).toBe(true);
  });

  it("runs once at a time: what ends meanwhile shares the next one", async () => {
    const { handed, flushes, onRootEnd } = setUp();
    for (let index = 0; index < 5; index += 1) onRootEnd();
    expect({ handed: handed.length, flushes: flushes.length }).toEqual({ handed: 5, flushes: 1 });
    flushes[0]?.resolve();
    await handed[0];
    await expect.poll(() => flushes.length).toBe(2);
    onRootEnd();
    expect(flushes).toHaveLength(2);
    flushes[1]?.resolve();
    await Promise.all(handed.slice(0, 5));
    await expect.poll(() => flushes.length).toBe(3);
    flushes[2]?.resolve();
    await handed[5];
    onRootEnd();
    expect(flushes).toHaveLength(4);
  });

  it("resolves when the flush hangs, rejects or throws", async () => {
    const hanging = setUp({ limitMillis: 20 });
    const keepAlive = setTimeout(() => {}, 5_000);
    hanging.onRootEnd();
    hanging.onRootEnd();
    await Promise.all(hanging.handed);
    clearTimeout(keepAlive);
    const rejecting = setUp();
    rejecting.onRootEnd();
    rejecting.flushes[0]?.reject(new Error("no"));
    await rejecting.handed[0];
    const handed: Promise<unknown>[] = [];
    const throwing = createRootFlush({
      waitUntil: (promise) => void handed.push(promise),
      flush: () => {
        throw new Error("no");
      },
      diag: createDiag({ write: () => {} }),
    });
    throwing();
    throwing();
    await Promise.all(handed);
    expect(handed).toHaveLength(2);
  });

  it("flushes also when waitUntil throws, and says it once", async () => {
    const { flushes, said, onRootEnd } = setUp({
      waitUntil: () => {
        throw new Error("outside of a request");
      },
    });
    onRootEnd();
    flushes[0]?.resolve();
    await expect
      .poll(() => {
        onRootEnd();
        return flushes.length;
      })
      .toBeGreaterThan(1);
    expect(said).toEqual(["contained a fault in waitUntil: Error: outside of a request"]);
  });
});
