/** What `core.cjs` holds: the public names, and what `agentscribe/testing` makes its clients with. */
export * from "./index.ts";
export { bundledTable } from "./pricing/price-table.ts";
export { startTelemetry } from "./sdk/start-telemetry.ts";
