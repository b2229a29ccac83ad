import { beforeAll, describe, expect, it, onTestFinished } from "vitest";
import { init } from "../../../../src/index.ts";
import { sqlite } from "../../../../src/inspector/questions/dialect.ts";
import { series } from "../../../../src/inspector/questions/series/series.ts";
import { openStore } from "../../../../src/inspector/store/open-store.ts";
import { agentscribe, privateFolder } from "../commands/run-command.ts";

const HOUR_US = 3_600_000_000;
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
  for (let number = 0; number < 4; number += 1)
    telemetry.session({ id: `run ${number}` }, () => {
      try {
        telemetry.task({ id: `T-${number}`, type: "deploy" }, (task) => {
          if (number > 0) throw new TypeError("no such host");
          task.outcome("success");
        });
      } catch {
        // The agent goes on.
      }
    });
  telemetry.recordOutcome("T-3", "revised");
  telemetry.task({ id: "T-9", type: "deploy" }, () => undefined);
  await telemetry.shutdown({ timeoutMillis: 300 });
  expect(await agentscribe(["import", spoolDirectory, "--store", store])).toMatchObject({ code: 0, err: "" });
}, 60_000);

describe("Tasks of one session that have no id", () => {
  it("are one piece of work each, with their type and outcome and what they cost", async () => {
    expect((await report("success")).filter(isNoDeployment)).toMatchObject([
      { task_type: "bugfix", tasks: 3, judged: 3, successes: 1, failures: 2, cost_usd: expect.closeTo(0.00075, 9) },
      { task_type: "review", tasks: 1, judged: 1, successes: 1, failures: 0, cost_usd: expect.closeTo(0.00025, 9) },
    ]);
    expect((await report("outcomes")).filter(isNoDeployment)).toMatchObject([
      { task_type: "bugfix", outcome: "failed", tasks: 2, calls: 2 },
      { task_type: "bugfix", outcome: "success", tasks: 1, calls: 1 },
      { task_type: "review", outcome: "success", tasks: 1, calls: 1 },
    ]);
    const cohorts = await report("cohorts", "--set", "least=3");
    expect(cohorts.find(({ cohort }) => cohort === "task = bugfix")).toMatchObject({ tasks: 3, failures: 2 });
  });
});

describe("A task that ended with an error", () => {
  it("has failed where nobody says otherwise, in sums, outcomes and over time", async () => {
    const [deployments] = await report("success");
    expect(deployments).toMatchObject({ task_type: "deploy", tasks: 5, judged: 4, successes: 1, failures: 2 });
    expect(deployments?.success_rate).toBe(0.25);
    expect((await report("outcomes")).filter((row) => !isNoDeployment(row))).toMatchObject([
      { outcome: "failed", tasks: 2 },
      { outcome: "", tasks: 1 },
      { outcome: "revised", tasks: 1 },
      { outcome: "success", tasks: 1 },
    ]);
    const open = await openStore({ path: store, readOnly: true });
    onTestFinished(() => open.close());
    const asked = { dialect: sqlite, query: (sql: string, parameters: object) => open.query(sql, parameters as never) };
    const nowUs = Date.now() * 1_000;
    const { lines } = await series(
      "success-rate",
      { by: "task", fromUs: nowUs - HOUR_US, stepUs: HOUR_US },
      asked,
      nowUs,
    );
    const line = lines.find(({ name }) => name === "deploy");
    expect(line?.counts?.reduce((all, count) => all + count, 0)).toBe(4);
  });
});

function isNoDeployment(row: Row): boolean {
  return row.task_type !== "deploy";
}
