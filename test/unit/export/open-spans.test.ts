import { describe, expect, it, vi } from "vitest";
import { createOpenSpans, type LiveSpan } from "../../../src/export/open-spans.ts";
import type { SpanRecord } from "../../../src/internal/telemetry-record.ts";

const live = (spanId: string): LiveSpan => ({ spanId, peek: () => ({ spanId }) as SpanRecord });

function open() {
  const keptIds: string[] = [];
  let time = 0;
  const spans = createOpenSpans(
    ({ spanId }) => keptIds.push(spanId),
    () => time,
  );
  const pass = (millis: number): void => {
    time += millis;
  };
  return { spans, keptIds, pass };
}

describe("spans that are open", () => {
  it("are kept once when they stay open for a moment, and then known as kept", async () => {
    const { spans, keptIds } = open();
    spans.add(live("long"));
    spans.add(live("short"));
    expect(spans.remove("short")).toBe(false);
    await vi.waitFor(() => expect(keptIds).toEqual(["long"]));
    expect(spans.remove("long")).toBe(true);
    expect(spans.remove("long")).toBe(false);
    spans.close();
  });

  it("are kept while the host gives timers no turn, at the next span that starts or ends", () => {
    const { spans, keptIds, pass } = open();
    spans.add(live("agent"));
    spans.add(live("step"));
    pass(100);
    spans.add(live("call"));
    spans.remove("call");
    expect(keptIds).toEqual([]);
    pass(1);
    spans.add(live("late call"));
    expect(keptIds).toEqual(["agent", "step"]);
    pass(100);
    spans.remove("step");
    expect(keptIds).toEqual(["agent", "step"]);
    pass(1);
    spans.remove("agent");
    expect(keptIds).toEqual(["agent", "step", "late call"]);
    spans.close();
  });

  it("are not kept when they end first, however late that is", () => {
    const { spans, keptIds, pass } = open();
    spans.add(live("slow"));
    pass(5_000);
    expect(spans.remove("slow")).toBe(false);
    spans.add(live("next"));
    expect(keptIds).toEqual([]);
    spans.close();
  });
});
