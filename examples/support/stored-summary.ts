import type { Store } from "agentscribe/inspector";

/** Spans, events and metrics that the inspector keeps, by name and count, as lines of text. */
export async function summarizeStored(store: Store): Promise<readonly string[]> {
  const { spans, traces, events } = await store.status();
  const series = await store.metrics();
  const metrics = new Set(series.map(({ name }) => name));
  const ofDelivery = [...metrics].filter((name) => name.startsWith("otel.sdk."));
  return [
    `${spans} spans in ${traces} trace${traces === 1 ? "" : "s"}`,
    ...(await counted(store, "agent_spans")),
    `${events} events`,
    ...(await counted(store, "agent_events")),
    `${metrics.size - ofDelivery.length} metrics, and ${ofDelivery.length} of delivery`,
  ];
}

async function counted(store: Store, view: "agent_spans" | "agent_events"): Promise<readonly string[]> {
  const { rows } = await store.query(`SELECT name, count(*) FROM ${view} GROUP BY name ORDER BY name`);
  return rows.map(([name, count]) => `  ${String(count).padStart(12)}  ${name}`);
}
