import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, it, onTestFinished, vi } from "vitest";
import { startRecording } from "../../support/recording.ts";
import { itemOf, openStore, TestClock } from "../../unit/export/spool/spool-fixture.ts";

const DAY = 86_400_000;

it("telemetry that grew too old on disk is told of, outside of any trace", async () => {
  const root = mkdtempSync(join(tmpdir(), "agentscribe-retention-"));
  onTestFinished(() => rmSync(root, { recursive: true, force: true }));
  const spoolDirectory = join(root, "spool");
  const clock = new TestClock();
  clock.pass(Date.now() - 8 * DAY - clock.now());
  const { spool, store } = openStore({ directory: spoolDirectory, clock }, { fingerprint: "of another destination" });
  spool.append(itemOf("old"));
  store.handOver();

  const { collect } = await startRecording({ spoolDirectory });
  const { told, point } = await vi.waitFor(async () => {
    const { event, points } = await collect();
    const [point] = points("agentscribe.telemetry.deleted");
    if (point === undefined) throw new Error("no metric yet");
    return { told: event("agentscribe.telemetry.retention"), point };
  }, 10_000);
  expect(told).toMatchObject({
    attributes: {
      "agentscribe.telemetry.store": "spool",
      "agentscribe.telemetry.retention_reason": "age",
      "agentscribe.telemetry.deleted_files": 1,
      "agentscribe.telemetry.deleted_bytes": expect.any(Number),
      "agentscribe.telemetry.max_age_days": 7,
    },
  });
  expect(point.value).toBe(told.attributes["agentscribe.telemetry.deleted_bytes"]);
});
