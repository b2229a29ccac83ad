import { init } from "../../../src/index.ts";

/** Records one tool run and ends: at once, so that it stays on disk, or after it sent what there is. */
const { ENDPOINT = "", SERVICE, ENVIRONMENT, KEY, TOOL = "", ENDING } = process.env;

const telemetry = init({
  pricing: false,
  signals: { metrics: false },
  ...(SERVICE !== undefined && {
    service: { name: SERVICE, ...(ENVIRONMENT !== undefined && { environment: ENVIRONMENT }) },
  }),
  exporters: (KEY ?? "").split(",").map((key) => ({
    url: ENDPOINT,
    headers: key === "by a function" ? () => ({}) : { authorization: `Bearer ${key}` },
  })),
});
telemetry.startTool({ name: TOOL }).end();
if (ENDING === "exit") process.exit(0);
await telemetry.shutdown();
