import { it } from "vitest";
import { execFileSync } from "node:child_process";
import { runAgent } from "/work/main/test/backends/agent-run.ts";
import { temporaryFolder } from "/work/main/test/backends/collector/start-collector.ts";
import { describeWith } from "/work/main/test/backends/installed.ts";
import { freePorts, startProgram, until } from "/work/main/test/backends/start-program.ts";
describeWith(["phoenix"], "x", (program) => { it("y", async () => {
    const [port = 0, grpc = 0] = await freePorts(2);
    const url = `http://127.0.0.1:${port}`;
    const env = { PHOENIX_HOST: "127.0.0.1", PHOENIX_PORT: String(port), PHOENIX_GRPC_PORT: String(grpc), PHOENIX_WORKING_DIR: temporaryFolder(), PHOENIX_TELEMETRY_ENABLED: "false" };
    const p = await startProgram(program, { args: ["serve"], env, readyUrl: `${url}/healthz`, readyMillis: 240_000 });
    try {
    const sent = await runAgent([{ url, signals: { metrics: false, events: false } }]);
    await until(async () => ((await (await fetch(`${url}/v1/projects/default/spans?limit=1000`)).json()) as any).data?.length ?? 0, (n) => n >= sent.spans().length);
    const code = `
from datetime import datetime, timedelta, timezone
from phoenix.client import Client
spans = Client(base_url="${url}").spans.get_spans_dataframe(project_identifier="default", start_time=datetime.now(timezone.utc) - timedelta(days=7), limit=10000)
print(list(spans.columns))
print(spans.iloc[0].to_dict())
`;
    console.log(execFileSync(program.replace(/phoenix$/, "python3"), ["-c", code], { encoding: "utf8", stdio: ["ignore","pipe","inherit"] }));
    } finally { await p.kill(); }
}, 300000); });
describeWith(["mlflow"], "x2", (program) => { it("y", async () => {
    const [port = 0] = await freePorts(1);
    const url = `http://127.0.0.1:${port}`;
    const folder = temporaryFolder();
    const p = await startProgram(program, { args: ["server", "--backend-store-uri", `sqlite:///${folder}/m.db`, "--default-artifact-root", `${folder}/artifacts`, "--host", "127.0.0.1", "--port", String(port), "--workers", "1"], cwd: folder, env: { MLFLOW_DISABLE_TELEMETRY: "true", DO_NOT_TRACK: "true" }, readyUrl: `${url}/health`, readyMillis: 240_000 });
    try {
    await runAgent([{ url, headers: { "x-mlflow-experiment-id": "0" }, signals: { metrics: false, events: false } }]);
    const code = `
import mlflow, pandas
mlflow.set_tracking_uri("${url}")
traces = mlflow.search_traces(locations=["0"], return_type="list", max_results=1000)
print(len(traces))
spans = pandas.DataFrame([{"name": span.name, "status": span.status.status_code, **span.attributes} for trace in traces for span in trace.data.spans])
print(list(spans.columns))
print(spans.groupby("gen_ai.request.model")["agentscribe.cost.usd"].sum())
`;
    console.log(execFileSync(program.replace(/mlflow$/, "python3"), ["-c", code], { encoding: "utf8", stdio: ["ignore","pipe","inherit"] }));
    } finally { await p.stop(); }
}, 300000); });
