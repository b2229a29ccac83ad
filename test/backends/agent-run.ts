import OpenAI from "openai";
import { TRIAGE_SCRIPT } from "../../examples/support/model/triage-script.ts";
import { type Receiver, startReceiver } from "../../examples/support/otlp-receiver.ts";
import { runTriage } from "../../examples/support/triage-agent.ts";
import { init, type TelemetryOptions } from "../../src/index.ts";
import { wrapOpenAI } from "../../src/instrumentation/openai/index.ts";
import { startModelServer } from "../support/model-server.ts";

/**
 * Runs the support agent of the demo, recorded by the SDK, and sends its telemetry to a backend and to a receiver in this process.
 *
 * @returns the receiver, closed: it says what was sent
 */
export async function runAgent(
  backend: NonNullable<TelemetryOptions["exporters"]>,
  options: Pick<TelemetryOptions, "capture"> = {},
): Promise<Receiver> {
  const sent = await startReceiver();
  const model = await startModelServer({ script: TRIAGE_SCRIPT });
  const telemetry = init({
    service: { name: "triage-bot", version: "1.4.0" },
    host: "own",
    exporters: [{ url: sent.url, name: "sent" }, ...backend],
    ...options,
  });
  try {
    const client = wrapOpenAI(new OpenAI({ apiKey: "none", baseURL: model.url }));
    await runTriage({ telemetry, client, model: "gpt-5-mini", approve: async () => true });
  } finally {
    await telemetry.shutdown({ timeoutMillis: 20_000 });
    await model.close();
    await sent.close();
  }
  const { dropped, problems } = telemetry.health();
  if (Object.keys({ ...dropped, ...problems }).length > 0) throw new Error(JSON.stringify({ dropped, problems }));
  return sent;
}
