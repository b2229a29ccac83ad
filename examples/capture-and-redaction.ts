/** Capture: no content by default; gates open one kind each; secrets never leave; a redactor of your own. */
import { type CaptureOption, init } from "agentscribe";
import { startReceiver } from "./support/otlp-receiver.ts";

const input = [
  { role: "user", content: "I am ann@example.org, order A-7, key sk-proj-abcdefghijklmnopqrstuvwxyz012345" },
];
const output = [{ role: "assistant", content: "Order A-7 is delivered." }];
const usage = { inputTokens: 30, outputTokens: 8 };

async function messagesWith(capture: CaptureOption): Promise<string> {
  const backend = await startReceiver();
  const telemetry = init({
    service: { name: "capture" },
    capture,
    redact: { pii: ["email"], redact: (text) => text.replaceAll(/\b[A-Z]-\d+\b/g, "[order]") },
    exporters: [{ url: backend.url }],
  });
  console.log(telemetry.describe().match(/content: [^;]*/)?.[0]);
  telemetry.recordLlm({ provider: "openai", model: "gpt-5-mini", input, output, usage, durationMs: 700 });
  await telemetry.shutdown();
  await backend.close();
  const attributes = backend.spans()[0]?.attributes ?? {};
  return `  sent: ${attributes["gen_ai.input.messages"]}\n  got:  ${attributes["gen_ai.output.messages"]}`;
}

console.log(await messagesWith("none"));
console.log(await messagesWith({ prompts: true }));
console.log(await messagesWith("full"));
