import { init } from "../../../src/index.ts";

// Run as a process of its own by propagation.test.ts: the argument is the URL of the receiver.
const telemetry = init({ host: "own", service: { name: "child" }, exporters: [{ url: process.argv[2] ?? "" }] });
const remote = telemetry.extractEnv(process.env);

telemetry.tool({ name: "by-parent", parent: remote }, () => {
  telemetry.startStep({ name: "inside" }).end();
});
telemetry.continue(remote, () => {
  telemetry.agent({ name: "continued" }, () => undefined);
  telemetry.record("decision", { type: "route", choice: "child" });
  process.stdout.write(JSON.stringify(telemetry.injectHeaders({})));
});
telemetry.recordOutcome(process.env.TASK_ID ?? "", "regressed", {
  type: "bugfix",
  signal: "incident",
  regressions: 1,
  ...(process.env.TASK_TRACEPARENT !== undefined && { traceparent: process.env.TASK_TRACEPARENT }),
});
await telemetry.shutdown();
