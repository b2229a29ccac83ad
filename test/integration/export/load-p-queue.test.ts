import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { runScript, type ScriptResult } from "../sdk/run-script.ts";
import { type Receiver, startReceiver } from "./receiver.ts";
import { spanNames } from "./test-pipeline.ts";

let receiver: Receiver;
beforeEach(async () => {
  receiver = await startReceiver();
});
afterEach(() => receiver.close());

interface Told {
  readonly attempts: number;
  readonly first: { readonly lastError: string; readonly failing: boolean };
  readonly report: { readonly delivered: number; readonly pending: number };
  readonly stopMillis: number;
}

/** A pipeline in a process where p-queue cannot be loaded the first so many times. */
function runWith(failures: number): Promise<ScriptResult> {
  return runScript(`import { registerHooks } from "node:module";
    let attempts = 0;
    registerHooks({ resolve(name, context, next) {
      if (name === "p-queue" && ++attempts <= ${failures}) throw Object.assign(new Error("too many open files"), { code: "EMFILE" });
      return next(name, context);
    } });
    const { testPipeline } = await import("./test/integration/export/test-pipeline.ts");
    const { pipeline, record } = testPipeline([{ url: ${JSON.stringify(receiver.url)} }]);
    record(3);
    for (let wait = 0; wait < 400 && pipeline.health().lastError === undefined; wait += 1) await new Promise((done) => setTimeout(done, 5));
    const { lastError, destinations: [{ failing }] } = pipeline.health();
    const started = performance.now();
    const report = await pipeline.shutdown();
    console.log(JSON.stringify({ attempts, first: { lastError, failing }, report, stopMillis: performance.now() - started }));`);
}

describe("p-queue that cannot be loaded", () => {
  it("is loaded at the next send", async () => {
    const run = await runWith(1);
    expect(run.answer<Told>()).toMatchObject({
      attempts: 2,
      first: { lastError: "p-queue could not be loaded: Error: too many open files", failing: true },
      report: { delivered: 3, pending: 0 },
    });
    expect(receiver.accepted).toEqual(spanNames(3));
  });

  it("is tried for again with the waits of a backend that is down, which shutdown() does not wait for", async () => {
    const { attempts, report, stopMillis } = (await runWith(1_000)).answer<Told>();
    expect(report).toMatchObject({ delivered: 0, pending: 3 });
    expect(attempts).toBeGreaterThan(1);
    expect(attempts).toBeLessThan(60);
    expect(stopMillis).toBeLessThan(1_500);
  });
});
