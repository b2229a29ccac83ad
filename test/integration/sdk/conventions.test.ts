import { existsSync } from "node:fs";
import { expect, it } from "vitest";
import { startReceiver } from "../../../examples/support/otlp-receiver.ts";
import { runScript } from "./run-script.ts";

interface Finding {
  readonly level: string;
  readonly message: string;
}

const CHECKER = new URL("../../../../shared/tools/check-otlp.mjs", import.meta.url);
const hasChecker = existsSync(CHECKER);
if (!hasChecker) console.warn(`skipped: the conventions of what arrives, as ${CHECKER.pathname} does not exist`);

/** Every span of the requests, as OTLP/JSON. */
function spansOf(value: unknown): object[] {
  if (typeof value !== "object" || value === null) return [];
  return Object.entries(value).flatMap(([key, inner]) =>
    key === "spans" && Array.isArray(inner) ? (inner as object[]) : spansOf(inner),
  );
}

it.skipIf(!hasChecker).each([
  ["latest", []],
  // The name of 2025 that this option is there to add.
  ["1.36", ["gen_ai.system"]],
])("what arrives violates no convention (semconv %s)", async (semconv, accepted) => {
  const { checkSpan } = (await import(CHECKER.href)) as { checkSpan(span: object): Finding[] };
  const receiver = await startReceiver();
  await runScript(
    `import { init } from "./src/index.ts";
    const telemetry = init({ capture: "full", semconv: "${semconv}" });
    await telemetry.session({ id: "s-1" }, () => telemetry.agent({ name: "planner", model: "gpt-4o", provider: "openai" }, async () => {
      const input = [{ role: "user", content: "a question" }];
      await telemetry.llm({ provider: "openai", model: "gpt-4o", input }, async (call) => call.response({
        id: "chatcmpl-1", object: "chat.completion", model: "gpt-4o-2024-08-06",
        choices: [{ index: 0, finish_reason: "stop", message: { role: "assistant", content: "an answer" } }],
        usage: { prompt_tokens: 10, completion_tokens: 3, total_tokens: 13 } }));
      await telemetry.tool({ name: "search", callId: "c-1", arguments: { q: 1 } }, async () => { throw new TypeError("no"); }).catch(() => {});
    }));
    await telemetry.shutdown();`,
    { env: { OTEL_EXPORTER_OTLP_ENDPOINT: receiver.url } },
  );
  await receiver.close();
  const spans = spansOf(receiver.traces);
  expect(spans).toHaveLength(4);
  const violations = spans.flatMap(checkSpan).filter(({ level }) => level === "violation");
  expect(violations.map(({ message }) => message)).toEqual(accepted);
});
