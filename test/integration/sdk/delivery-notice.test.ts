import { describe, expect, it } from "vitest";
import { startReceiver } from "../../../examples/support/otlp-receiver.ts";
import { runScript } from "./run-script.ts";

/** The look each ten seconds comes after 20 ms; everything else keeps its time. */
const QUICK = `
  const timers = process.getBuiltinModule("node:timers");
  const { setInterval: real } = timers;
  timers.setInterval = (fn, millis, ...rest) => real(fn, millis === 10_000 ? 20 : millis, ...rest);
  process.getBuiltinModule("node:module").syncBuiltinESMExports();
  const { init } = await import("./src/index.ts");
`;
/** One record of each request is rejected. */
const PARTIAL = {
  status: 200,
  headers: { "content-type": "application/x-protobuf" },
  body: Buffer.from([0x0a, 0x02, 0x08, 0x01]),
};

describe("the line about delivery", () => {
  it("comes while the process works, once, and does not hold it", async () => {
    const receiver = await startReceiver({ respond: ({ path }) => (path === "/v1/traces" ? PARTIAL : undefined) });
    const { stderr, code, millis } = await runScript(
      `${QUICK}
      const telemetry = init({ pricing: false });
      telemetry.tool({ name: "one" }, () => 1);
      telemetry.tool({ name: "two" }, () => 2);
      await telemetry.flush();
      const enough = Date.now() + 300;
      while (Date.now() < enough) await new Promise((resolve) => setTimeout(resolve, 10));`,
      { env: { OTEL_EXPORTER_OTLP_ENDPOINT: receiver.url } },
    );
    await receiver.close();
    const lines = stderr.split("\n").filter((line) => line.includes("records were dropped"));
    expect(lines).toEqual([
      `agentscribe: 1 records were dropped (rejected_by_backend): ${new URL(receiver.url).host} traces`,
    ]);
    expect(code).toBe(0);
    expect(millis).toBeLessThan(10_000);
  });

  it("does not come when all is well", async () => {
    const receiver = await startReceiver();
    const { stderr, code } = await runScript(
      `${QUICK}
      const telemetry = init({ pricing: false });
      telemetry.tool({ name: "one" }, () => 1);
      await telemetry.flush();
      await new Promise((resolve) => setTimeout(resolve, 200));`,
      { env: { OTEL_EXPORTER_OTLP_ENDPOINT: receiver.url } },
    );
    await receiver.close();
    expect({ stderr, code }).toEqual({ stderr: "", code: 0 });
  });
});
