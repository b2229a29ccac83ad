import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { BOARDS, type PanelSpec } from "../../../../src/inspector/page/dashboard/boards.ts";
import { latencyRows } from "../../../../src/inspector/page/dashboard/latency-rows.ts";
import { unitOfSeries } from "../../../../src/inspector/page/dashboard/units.ts";
import { askStore, seriesOfStore } from "../../../../src/inspector/serve/ask-store.ts";
import { type SeededStore, seededStore } from "../../../support/inspector/seeded-store.ts";
import { seededTelemetry } from "../../../support/inspector/seeded-telemetry.ts";

/** Every panel of every board asks what a store answers, and shows columns that the answer has. */
describe("the boards", () => {
  const telemetry = seededTelemetry(4_000);
  const time = { fromUs: telemetry.endUs - 7 * 86_400e6, toUs: telemetry.endUs };
  let seeded: SeededStore;
  beforeAll(async () => {
    seeded = await seededStore(telemetry);
  }, 60_000);
  afterAll(() => seeded?.close());

  const panels = BOARDS.flatMap(({ title, panels }) =>
    panels.map((panel) => [`${title}: ${panel.title}`, panel] as const),
  );

  it.each(panels)("%s", async (_, panel: PanelSpec) => {
    if (panel.kind === "series") {
      const by = panel.by === undefined ? {} : { by: panel.by };
      const series = await seriesOfStore(seeded.store, panel.measure, { ...by, ...time, stepUs: 3_600e6 });
      expect(series.timeUs).toHaveLength(7 * 24);
      const unit = /cost/.test(panel.measure) ? "usd" : /rate/.test(panel.measure) ? "rate" : undefined;
      if (unit !== undefined) expect(unitOfSeries(series.unit)).toBe(unit);
      return;
    }
    if (panel.kind === "latency") {
      const rows = latencyRows(await askStore(seeded.store, "latency", { by: panel.by, ...time }));
      expect(rows.every(({ now }) => now.value !== null)).toBe(true);
      return;
    }
    const { columns } = await askStore(seeded.store, panel.question, { ...panel.parameters, ...time });
    const shown = panel.kind === "bars" ? [panel.measure, ...(panel.also ?? [])] : (panel.columns ?? []);
    expect(columns).toEqual(expect.arrayContaining([...shown]));
  });
});
