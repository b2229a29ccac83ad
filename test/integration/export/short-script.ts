import { init } from "../../../src/index.ts";

// A script that records a few spans and ends without asking for a flush. It prints how long it was held after that.
const telemetry = init();
for (let index = 0; index < 40; index++) telemetry.recordTool({ name: `span-${index}`, durationMs: 1 });
const started = performance.now();
process.on("exit", () => process.stdout.write(String(performance.now() - started)));
