import { randomBytes } from "node:crypto";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { SessionRow, Store } from "../../inspector/index.ts";
import { sourcesOf } from "../files/read-path.ts";
import { takeIn } from "../files/take-in.ts";
import type { CliContext } from "../run-cli.ts";

/** Receives what one program sends, in a store that ends with it. */
export interface Collector {
  readonly store: Store;
  /** The variables of a program whose telemetry is to come here, and nowhere else. */
  env(env: Readonly<Record<string, string | undefined>>): Readonly<Record<string, string | undefined>>;
  /** Takes in what the program left on disk. @returns the sessions, the first one first */
  sessions(context: CliContext): Promise<readonly SessionRow[]>;
  close(): Promise<void>;
}

const SETTINGS = ["ENDPOINT", "HEADERS", "PROTOCOL", "COMPRESSION", "CERTIFICATE", "CLIENT_CERTIFICATE", "CLIENT_KEY"];
const OTHERS = ["", "TRACES_", "LOGS_", "METRICS_"].flatMap((signal) =>
  SETTINGS.map((name) => `OTEL_EXPORTER_OTLP_${signal}${name}`),
);

export async function startCollector(): Promise<Collector> {
  const { openStore } = await import("../../inspector/store/open-store.ts");
  const { serveStore } = await import("../../inspector/serve/serve-store.ts");
  const folder = mkdtempSync(join(tmpdir(), "agentscribe-run-"));
  const spool = join(folder, "spool");
  const store = await openStore({ path: join(folder, "run.db") });
  const serving = await serveStore({
    store,
    port: 0,
    grpcPort: false,
    token: randomBytes(32).toString("base64url"),
    page: false,
    webhook: undefined,
    log: () => undefined,
  });
  return {
    store,
    env: (env) => ({
      ...Object.fromEntries(Object.entries(env).filter(([name]) => !OTHERS.includes(name))),
      OTEL_EXPORTER_OTLP_ENDPOINT: `http://127.0.0.1:${serving.port}`,
      AGENTSCRIBE_SPOOL_DIRECTORY: spool,
    }),
    async sessions(context) {
      const sources = await sourcesOf(spool, context).catch(() => []);
      await takeIn(sources, store.ingest.bind(store), { ...context, errColumns: undefined });
      const { sessions } = await store.sessions({ sort: "start", limit: 1_000 });
      return sessions.toReversed();
    },
    async close() {
      await serving.close();
      await store.close();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}
