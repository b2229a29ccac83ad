/**
 * What the build for runtimes without Node puts in the place of files of `src`, and of Node's modules. This table is all there is that tells
 * the two builds apart; the names that Node has as globals are in `globals.ts`.
 */
const STAND_INS: Readonly<Record<string, string>> = {
  "export/http/proxy-bypass.ts": "without-node.ts",
  "export/queue/queue.ts": "send-queue.ts",
  "export/spool/spool-store.ts": "without-node.ts",
  "export/http/transport.ts": "fetch-transport.ts",
  "instrumentation/http/instrument-http.ts": "without-node.ts",
  "instrumentation/told-request.ts": "told-request.ts",
  "internal/outside.ts": "without-node.ts",
  "internal/process-end.ts": "without-node.ts",
  "internal/real-timers.ts": "real-timers.ts",
  "internal/runtime.ts": "edge-runtime.ts",
  "internal/write-stderr.ts": "without-node.ts",
  "metrics/periodic-collector.ts": "periodic-collector.ts",
  "sdk/example-work.ts": "without-node.ts",
  "sdk/first-run-notice.ts": "without-node.ts",
  "sdk/globals/global-context.ts": "without-node.ts",
  "sdk/globals/global-meters.ts": "without-node.ts",
  "sdk/globals/global-providers.ts": "without-node.ts",
  "sdk/installation-id.ts": "without-node.ts",
  "sdk/root-flush.ts": "root-flush.ts",
  "sdk/spool-location.ts": "without-node.ts",
  "sdk/verify/local-checks.ts": "without-node.ts",
  "node:async_hooks": "async-hooks.ts",
  "node:crypto": "crypto.ts",
  "node:events": "events.ts",
  "node:timers/promises": "timers-promises.ts",
  "node:util": "node-util.ts",
};

/** What stands in for a file of `src`, whichever way its path is written, or for a module of Node. */
export function standInOf(file: string): string | undefined {
  return STAND_INS[file.replaceAll("\\", "/")];
}
