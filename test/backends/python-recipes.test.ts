import { execFileSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { expect, it, onTestFinished } from "vitest";
import { runAgent } from "./agent-run.ts";
import { temporaryFolder } from "./collector/start-collector.ts";
import { describeWith } from "./installed.ts";
import { freePorts, startProgram, until } from "./start-program.ts";

const page = readFileSync(new URL("../../fleet/queries/python.md", import.meta.url), "utf8");
const [ofPhoenix = "", ofMlflow = ""] = [...page.matchAll(/```python\n([\s\S]*?)```/g)].map(([, code = ""]) => code);
/** The lines of the table: the first makes a name that the others use. */
const [calls = "", ...questions] = [...page.matchAll(/^\| .* \| `(.*)` \|$/gm)].map(([, line = ""]) => line);

/** What each question answers, as text. */
function answers(program: string, code: string): Readonly<Record<string, string>> {
  const ask = `${calls}\nimport json\nprint("ANSWERS", json.dumps({q: str(eval(q)) for q in ${JSON.stringify(questions)}}))`;
  const python = join(dirname(program), "python3");
  const said = execFileSync(python, ["-c", `${code}\n${ask}`], {
    encoding: "utf8",
    stdio: ["ignore", "pipe", "inherit"],
  });
  return JSON.parse(/^ANSWERS (.*)$/m.exec(said)?.[1] ?? "") as Record<string, string>;
}

function check(found: Readonly<Record<string, string>>): void {
  expect(questions.length).toBeGreaterThan(9);
  for (const question of questions) expect(found[question], question).not.toMatch(/Empty|Series\(\[\]|nan/);
  const cost =
    found[questions.find((question) => question.includes('"gen_ai.request.model")["agentscribe.cost')) ?? ""];
  expect(cost).toMatch(/gpt-5-mini +0\.00\d+/);
}

describeWith(["phoenix"], "The recipes for Phoenix", (program) => {
  it("answer", async () => {
    const [port = 0, grpc = 0] = await freePorts(2);
    const url = `http://127.0.0.1:${port}`;
    const env = {
      ...{ PHOENIX_HOST: "127.0.0.1", PHOENIX_PORT: String(port), PHOENIX_GRPC_PORT: String(grpc) },
      ...{ PHOENIX_WORKING_DIR: temporaryFolder(), PHOENIX_TELEMETRY_ENABLED: "false" },
    };
    const readyUrl = `${url}/healthz`;
    const phoenix = await startProgram(program, { args: ["serve"], env, readyUrl, readyMillis: 240_000 });
    onTestFinished(() => phoenix.kill());
    const sent = await runAgent([{ url, signals: { metrics: false, events: false } }]);
    await until(
      async () => {
        const response = await fetch(`${url}/v1/projects/default/spans?limit=1000`);
        return response.ok ? ((await response.json()) as { readonly data: readonly unknown[] }).data.length : 0;
      },
      (count) => count >= sent.spans().length,
    );
    check(answers(program, ofPhoenix.replace("http://localhost:6006", url)));
  });
});

describeWith(["mlflow"], "The recipes for MLflow", (program) => {
  it("answer", async () => {
    const [port = 0] = await freePorts(1);
    const url = `http://127.0.0.1:${port}`;
    const folder = temporaryFolder();
    const store = ["--backend-store-uri", `sqlite:///${folder}/m.db`, "--default-artifact-root", `${folder}/artifacts`];
    const mlflow = await startProgram(program, {
      args: ["server", ...store, "--host", "127.0.0.1", "--port", String(port), "--workers", "1"],
      ...{ cwd: folder, env: { MLFLOW_DISABLE_TELEMETRY: "true", DO_NOT_TRACK: "true" } },
      ...{ readyUrl: `${url}/health`, readyMillis: 240_000 },
    });
    onTestFinished(() => mlflow.stop());
    const headers = { "x-mlflow-experiment-id": "0" };
    await runAgent([{ url, headers, signals: { metrics: false, events: false } }]);
    check(answers(program, ofMlflow.replace("http://localhost:5000", url)));
  });
});
