import { isMainThread, parentPort, workerData } from "node:worker_threads";
import { init } from "../../../src/index.ts";

/** Records tool runs named `<who>-<number>`, says after every ten how many ended, and ends as it is told. */
export interface RecordingSettings {
  readonly who: string;
  readonly spans: number;
  /** `stay`: records no more and lives on. */
  readonly ending: "shutdown" | "stay";
}

const settings = (
  isMainThread ? JSON.parse(process.argv[2] ?? process.env.RECORDING ?? "{}") : workerData
) as RecordingSettings;
const say = (ended: number): void => {
  if (isMainThread) process.send?.(ended);
  else parentPort?.postMessage(ended);
};
const telemetry = init({ pricing: false, service: { name: "tests" } });

for (let number = 0; number < settings.spans; number += 1) {
  telemetry.startTool({ name: `${settings.who}-${number}` }).end();
  if (number % 10 !== 9) continue;
  say(number + 1);
  await new Promise((resolve) => setTimeout(resolve, 5));
}
if (settings.ending === "stay") setInterval(() => {}, 60_000);
else {
  await telemetry.shutdown();
  if (isMainThread) process.disconnect?.();
}
