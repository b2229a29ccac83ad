import { spawnSync } from "node:child_process";
import { mkdirSync, writeFileSync } from "node:fs";
import { CLICKHOUSE_FOLDER, hasClickHouse } from "../support/inspector/clickhouse-engine.ts";

/** The real engine, for the tests that ask questions of it. Not for Windows and musl: there they are skipped. */
const VERSION = "3.4.0";

if (!hasClickHouse) {
  console.log(`installing chdb ${VERSION} in ${CLICKHOUSE_FOLDER}`);
  mkdirSync(CLICKHOUSE_FOLDER, { recursive: true });
  writeFileSync(`${CLICKHOUSE_FOLDER}package.json`, JSON.stringify({ private: true, dependencies: { chdb: VERSION } }));
  const { status } = spawnSync("npm", ["install", "--no-audit", "--no-fund"], {
    cwd: CLICKHOUSE_FOLDER,
    stdio: "inherit",
  });
  process.exitCode = status ?? 1;
}
