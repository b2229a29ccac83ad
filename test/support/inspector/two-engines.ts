import type { Asked } from "../../../src/inspector/questions/ask.ts";
import { clickhouse, sqlite } from "../../../src/inspector/questions/dialect.ts";
import { clickHouseViews } from "../../../src/inspector/questions/views/clickhouse.ts";
import { hasClickHouse, startClickHouse } from "./clickhouse-engine.ts";
import { fillCollectorTables } from "./collector-tables.ts";
import { type SeededStore, seededStore } from "./seeded-store.ts";
import type { SeededTelemetry } from "./seeded-telemetry.ts";

/** The same telemetry in the embedded store and, where it is installed, in ClickHouse. */
export interface TwoEngines {
  readonly embedded: SeededStore;
  readonly asked: Readonly<Record<string, Asked>>;
  close(): Promise<void>;
}

export async function twoEngines(telemetry: SeededTelemetry): Promise<TwoEngines> {
  const embedded = await seededStore(telemetry);
  const here: Asked = { dialect: sqlite, query: (sql, parameters) => embedded.store.query(sql, parameters) };
  if (!hasClickHouse) return { embedded, asked: { SQLite: here }, close: () => embedded.close() };
  const engine = startClickHouse();
  fillCollectorTables(engine, telemetry);
  for (const view of clickHouseViews()) engine.run(view);
  const there: Asked = { dialect: clickhouse, query: async (sql, parameters) => engine.ask(sql, parameters) };
  return {
    embedded,
    asked: { SQLite: here, ClickHouse: there },
    close: async () => {
      engine.close();
      await embedded.close();
    },
  };
}
