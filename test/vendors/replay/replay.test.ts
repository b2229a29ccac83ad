import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { init, type Telemetry } from "../../../src/index.ts";
import { instrumentFetch, instrumentHttp } from "../../../src/instrumentation/fetch/index.ts";
import { activeOtelGlobals } from "../../../src/internal/otel-globals.ts";
import { createCollector } from "../../integration/conventions/collecting-exporter.ts";
import { type Exchange, hasExchanges, readExchanges } from "../../unit/providers/recorded/exchanges.ts";
import type { Driver, Wrap } from "./driver.ts";
import { driverOf, notReplayed } from "./drivers.ts";
import { explained } from "./explained.ts";
import { faultsOf } from "./judge.ts";
import { type ReplayServer, startReplayServer } from "./redirected-fetch.ts";
import { servedAnswer } from "./served-answer.ts";
import { leaveBare, wrapWith } from "./wrappers.ts";

if (!hasExchanges) console.warn("SKIPPED replay.test.ts: ../shared/fixtures is not beside the repository");

/** Replays every recorded exchange through the vendor's real client, observed by its wrapper, and again, bare, by `instrumentFetch()` and the wire. */
describe.skipIf(!hasExchanges)("recorded exchanges through the real clients", () => {
  const collector = createCollector();
  let telemetry: Telemetry;
  let server: ReplayServer;

  beforeAll(async () => {
    server = await startReplayServer();
    telemetry = init({
      service: { name: "replay" },
      host: "own",
      capture: "full",
      spool: false,
      exporters: [{ type: "custom", spanExporter: collector.exporter }],
    });
  });

  afterAll(async () => {
    await telemetry.shutdown();
    await server.close();
  });

  async function replay(exchange: Exchange, driver: Driver, wrap: Wrap): Promise<readonly string[]> {
    server.serve(servedAnswer(exchange));
    collector.clear();
    let thrown: unknown;
    try {
      await driver.call(exchange, wrap);
    } catch (error) {
      thrown = error;
    }
    await telemetry.flush();
    // A stream that its client reads no further, and does not cancel, ends after a tenth of a second.
    for (let waits = 0; waits < 20 && counted(collector.spans).length === 0; waits += 1) {
      await new Promise((resolve) => setTimeout(resolve, 10));
      await telemetry.flush();
    }
    const faults = faultsOf(exchange, counted(collector.spans), thrown);
    return server.asked === 0 ? [`the client asked nothing: ${thrown}`, ...faults] : faults;
  }

  async function replayAll(wrap: Wrap, isMeant: (driver: Driver) => boolean = () => true): Promise<void> {
    const counts = new Map<string, { right: number; wrong: number }>();
    const left = new Map<string, number>();
    const wrong: string[] = [];
    for (const exchange of readExchanges()) {
      const driver = driverOf(exchange, server.url);
      if (driver === undefined) {
        const reason = notReplayed(exchange);
        left.set(reason, (left.get(reason) ?? 0) + 1);
        continue;
      }
      if (!isMeant(driver)) continue;
      const key = `${exchange.provider}/${exchange.endpoint} by ${driver.client}`;
      const count = counts.get(key) ?? { right: 0, wrong: 0 };
      counts.set(key, count);
      const faults = await replay(exchange, driver, wrap);
      if (faults.length === 0) count.right += 1;
      else {
        count.wrong += 1;
        if (explained(exchange, faults) === undefined)
          wrong.push(`${exchange.id} (${key}): ${faults.join("; ").slice(0, 400)}`);
      }
    }
    const right = [...counts.values()].reduce((sum, one) => sum + one.right, 0);
    const all = [...counts.values()].reduce((sum, one) => sum + one.right + one.wrong, 0);
    console.info(
      [
        `replayed ${all}, right ${right} (${((100 * right) / all).toFixed(1)} %)`,
        ...[...counts].map(
          ([key, one]) => `  ${String(one.right).padStart(4)} right ${String(one.wrong).padStart(3)} wrong  ${key}`,
        ),
        "not replayed",
        ...[...left].map(([reason, n]) => `  ${String(n).padStart(4)}  ${reason}`),
      ].join("\n"),
    );
    expect(wrong).toEqual([]);
    expect(right / all).toBeGreaterThan(0.95);
  }

  it("come out right by the wrappers", () => replayAll(wrapWith), 280_000);

  it("come out right by `instrumentFetch()` and `instrumentHttp()`, of clients that nobody wrapped", async () => {
    const undo = [instrumentFetch(), instrumentHttp()];
    try {
      await replayAll(leaveBare);
    } finally {
      for (const one of undo) one();
    }
  }, 280_000);

  it("come out right by the spans that Anthropic's client makes itself", async () => {
    while (activeOtelGlobals()?.trace === undefined) await new Promise(setImmediate);
    await replayAll(leaveBare, ({ client }) => client === "@anthropic-ai/sdk");
  }, 280_000);
});

/** Spans that the client itself makes of a request that is recorded are marked. */
function counted<S extends { readonly attributes: Readonly<Record<string, unknown>> }>(
  spans: readonly S[],
): readonly S[] {
  return spans.filter(({ attributes }) => attributes["agentscribe.duplicate"] !== true);
}
