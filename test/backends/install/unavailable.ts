import { spawnSync } from "node:child_process";

/** Backends of the Go world that the module proxy did not hand out when the others were tested. */
const MODULES: Readonly<Record<string, string>> = {
  VictoriaTraces: "github.com/VictoriaMetrics/VictoriaTraces",
  VictoriaLogs: "github.com/VictoriaMetrics/VictoriaLogs",
};

/** Says of each that it is not tested, and whether that could be changed by now. */
export function sayUnavailable(): void {
  for (const [name, module] of Object.entries(MODULES)) {
    const asked = spawnSync("go", ["list", "-m", `${module}@latest`], { stdio: "ignore", timeout: 60_000 });
    const why = asked.status === 0 ? "it can be had by now, and has no test yet" : "it cannot be had here";
    console.log(`SKIPPED: ${name}: ${why}`);
  }
}
