import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { init } from "../../src/index.ts";
import { startSink } from "../support/start-sink.ts";

const STEPS = 6;
/** A session, a run, and in it calls and tools. */
const SPANS = 2 + 2 * STEPS;

/** CPU of a whole process for a span of sessions that do nothing but being recorded, kept on disk and delivered. */
export async function measureProcess(sessions: number): Promise<number> {
  const sink = await startSink();
  const folder = mkdtempSync(join(tmpdir(), "agentscribe-bench-fleet-"));
  const telemetry = init({ exporters: [{ url: sink.url }], host: "own", spoolDirectory: folder });
  const run = async (count: number): Promise<void> => {
    for (let index = 0; index < count; index += 1)
      await telemetry.session({ id: `thread-${index}`, user: `user-${index % 400}` }, (session) =>
        telemetry.agent({ name: "triage" }, async () => {
          for (let step = 0; step < STEPS; step += 1) {
            telemetry.recordLlm({
              provider: "openai",
              model: "gpt-5",
              usage: { inputTokens: 900, outputTokens: 40 },
              durationMs: 3,
            });
            await telemetry.tool({ name: "lookup" }, async () => null);
          }
          session.outcome("success");
        }),
      );
    await telemetry.flush();
  };
  try {
    await run(Math.ceil(sessions / 5));
    const before = process.cpuUsage();
    await run(sessions);
    const { user, system } = process.cpuUsage(before);
    const { dropped } = telemetry.health();
    if (Object.keys(dropped).length > 0) throw new Error(`records were dropped: ${JSON.stringify(dropped)}`);
    return (user + system) / (sessions * SPANS);
  } finally {
    await telemetry.shutdown();
    sink.stop();
    rmSync(folder, { recursive: true, force: true });
  }
}
