import { beforeAll, describe, expect, it } from "vitest";
import { init } from "../../../../src/index.ts";
import { agentscribe, privateFolder } from "../commands/run-command.ts";

const folder = privateFolder();
const store = folder.file("tasks.db");

type Row = Readonly<Record<string, string | number | null>>;

async function report(...args: readonly string[]): Promise<readonly Row[]> {
  const { code, out, err } = await agentscribe(["report", ...args, "--json", "--store", store]);
  expect([code, err]).toEqual([0, ""]);
  return (JSON.parse(out) as { readonly rows: readonly Row[] }).rows;
}

beforeAll(async () => {
  const spoolDirectory = folder.file("spool");
  const telemetry = init({
    service: { name: "task-bot" },
    host: "own",
    exporters: [{ url: "http://127.0.0.1:9" }],
    spoolDirectory,
  });
  telemetry.session({ id: "tasks without ids" }, () => {
    for (const [type, outcome] of [
      ["bugfix", "success"],
      ["bugfix", "failed"],
      ["bugfix", "failed"],
      ["review", "success"],
    ] as const) {
      telemetry.task({ type }, (task) => {
        telemetry.recordLlm({
          ...{ provider: "openai", model: "gpt-5-mini", durationMs: 1 },
          usage: { inputTokens: 1_000, outputTokens: 0 },
        });
        task.outcome(outcome);
      });
    }
  });
  await telemetry.shutdown({ timeoutMillis: 300 });
  expect(await agentscribe(["import", spoolDirectory, "--store", store])).toMatchObject({ code: 0, err: "" });
}, 60_000);

describe("Tasks of one session that have no id", () => {
  it("are one piece of work each, with their type and outcome and what they cost", async () => {
    expect(await report("success")).toMatchObject([
      { task_type: "bugfix", tasks: 3, judged: 3, successes: 1, failures: 2, cost_usd: expect.closeTo(0.00075, 9) },
      { task_type: "review", tasks: 1, judged: 1, successes: 1, failures: 0, cost_usd: expect.closeTo(0.00025, 9) },
    ]);
    expect(await report("outcomes")).toMatchObject([
      { task_type: "bugfix", outcome: "failed", tasks: 2, calls: 2 },
      { task_type: "bugfix", outcome: "success", tasks: 1, calls: 1 },
      { task_type: "review", outcome: "success", tasks: 1, calls: 1 },
    ]);
    const [first] = await report("cohorts", "--set", "least=3");
    expect(first).toMatchObject({ tasks: 3, failures: 2 });
  });
});
