/** Events: what the agent decided, how people rated it, how its task turned out, now and later. */
import { init } from "agentscribe";
import { startReceiver } from "./support/otlp-receiver.ts";

const backend = await startReceiver();
const telemetry = init({ service: { name: "events" }, exporters: [{ url: backend.url }] });

const traceparent = telemetry.session({ id: "thread-2" }, () =>
  telemetry.task({ id: "T-7", type: "bugfix" }, (task) => {
    telemetry.record("user_prompt", { length: 84 });
    telemetry.record("decision", { type: "route", choice: "fix", options: ["fix", "explain"], confidence: 0.72 });
    telemetry.record("file.operation", { operation: "update", extension: "ts" });
    telemetry.record("evaluation", { name: "tests_pass", score: 1, label: "pass" });
    task.outcome("success", { revisions: 1 });
    return task.traceparent;
  }),
);
// Two days later, from any process that knows the task's id.
telemetry.recordOutcome("T-7", "regressed", { type: "bugfix", signal: "reverted", regressions: 1, traceparent });
await telemetry.shutdown();

for (const { eventName, traceId, attributes } of backend.logs()) {
  const sameTrace = traceId === traceparent.split("-")[1];
  console.log(eventName, attributes["agentscribe.task.outcome"] ?? "", sameTrace ? "in the task's trace" : "elsewhere");
}
const tasks = backend.metrics().filter(({ name }) => name.startsWith("agentscribe.task"));
for (const { name, points } of tasks) console.log(name, points[0]?.value);
await backend.close();
