import { afterEach, describe, expect, it } from "vitest";
import { type Receiver, startReceiver } from "../../../examples/support/otlp-receiver.ts";
import { runScript } from "./run-script.ts";

let receiver: Receiver;
afterEach(() => receiver.close());

const SCRIPT = `
import { init } from "./src/index.ts";
init().recordTool({ name: "t", durationMs: 1 });
const started = performance.now();
process.on("exit", () => process.stdout.write("\\n" + JSON.stringify({ millis: performance.now() - started }) + "\\n"));`;

describe("a process that ends without shutdown", () => {
  it("sends its spans and metrics", async () => {
    receiver = await startReceiver();
    await runScript(SCRIPT, { env: { OTEL_EXPORTER_OTLP_ENDPOINT: receiver.url } });

    expect(receiver.spans().map(({ name }) => name)).toEqual(["execute_tool t"]);
    expect(receiver.metrics().map(({ name }) => name)).toContain("gen_ai.execute_tool.duration");
  });

  it("waits for a backend that never answers once, not again for the metrics", async () => {
    receiver = await startReceiver({ respond: () => "hang" });
    const { answer } = await runScript(SCRIPT, { env: { OTEL_EXPORTER_OTLP_ENDPOINT: receiver.url } });

    expect(answer<{ millis: number }>().millis).toBeLessThan(3_800);
  });
});
