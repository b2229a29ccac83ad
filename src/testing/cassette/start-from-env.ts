import { appendFileSync, rmSync } from "node:fs";
import { resolve } from "node:path";
import { attempt } from "../../internal/attempt.ts";
import { createDiag } from "../../internal/diag.ts";
import { describeError } from "../../internal/guard.ts";
import { CANNOT_REPLAY, CASSETTE, CASSETTE_VARIABLE, REPORT_VARIABLE, TOOLS_VARIABLE } from "./names.ts";
import { startRecording } from "./record-cassette.ts";
import { startReplay } from "./replay-cassette.ts";
import type { ReplayReport } from "./replay-report.ts";

/** Records or replays this process as its variables say. What is wrong with them is said, and the process ends where it would otherwise ask for real. */
export function startCassetteFromEnv(env: Record<string, string | undefined>): void {
  const [, mode, file] = /^(record|append|replay|new):(.+)$/s.exec(env[CASSETTE_VARIABLE]?.trim() ?? "") ?? [];
  const diag = createDiag();
  if (mode === undefined || file === undefined) {
    diag.warn("cassette", `${CASSETTE_VARIABLE} is not record:FILE, replay:FILE or new:FILE, and is ignored`);
    return;
  }
  const path = resolve(file);
  try {
    if (mode === "record" || mode === "append") record(path, mode === "append", env);
    else replay(path, mode === "replay" ? "strict" : "new", env);
  } catch (error) {
    diag.error("cassette", describeError(error));
    // To go on would ask models that nobody meant to be asked.
    if (mode !== "record" && mode !== "append") process.exit(CANNOT_REPLAY);
  }
}

function record(path: string, append: boolean, env: Record<string, string | undefined>): void {
  // Here and not with the first request: that may be one of a process that this one starts, as npm does.
  if (!append) rmSync(path, { force: true });
  const { stopNow } = startRecording({ path, append });
  // Processes that this one starts write behind it.
  env[CASSETTE_VARIABLE] = `append:${path}`;
  env.OTEL_RESOURCE_ATTRIBUTES = [env.OTEL_RESOURCE_ATTRIBUTES, `${CASSETTE}=${encodeURIComponent(path)}`]
    .filter((one) => one !== undefined && one !== "")
    .join(",");
  process.on("exit", stopNow);
}

function replay(path: string, mode: "strict" | "new", env: Record<string, string | undefined>): void {
  const tools = env[TOOLS_VARIABLE]?.trim() === "replay" ? "replay" : "live";
  const { tape } = startReplay({ path, mode, tools });
  env[CASSETTE_VARIABLE] = `${mode === "strict" ? "replay" : "new"}:${path}`;
  process.on("exit", () => {
    const mismatches = tape.mismatches.map(({ message }) => message);
    const report: ReplayReport = { played: tape.played, mismatches, tools: tools === "replay" };
    const file = env[REPORT_VARIABLE];
    // Whoever waited for it may have gone, with the folder.
    if (file !== undefined) attempt(() => appendFileSync(file, `${JSON.stringify(report)}\n`, { mode: 0o600 }));
    else for (const message of mismatches) process.stderr.write(`agentscribe: ${message}\n`);
  });
}
