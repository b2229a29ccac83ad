import { cpSync, realpathSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type { ExampleProject } from "../project.ts";

const IMPORTS = { trace: "@opentelemetry/api", init: "agentscribe" };
const ESM = Object.entries(IMPORTS).map(([name, from]) => `import { ${name} } from "${from}";\n`);
const CJS = Object.entries(IMPORTS).map(([name, from]) => `const { ${name} } = require("${from}");\n`);

/** Needs the core, the price table, what sends, and OpenTelemetry's SDK, which takes the span of somebody else. */
const MAIN = `
async function main() {
  const telemetry = init({ service: { name: "bundled-bot" } });
  await telemetry.agent({ name: "helper" }, async () => {
    telemetry.recordLlm({ provider: "openai", model: "gpt-5-mini", durationMs: 5, usage: { inputTokens: 10, outputTokens: 2 } });
    const until = Date.now() + 5_000;
    let span = trace.getTracer("of-others").startSpan("lookup");
    while (telemetry.enabled && !span.isRecording() && Date.now() < until) {
      await new Promise((done) => setImmediate(done));
      span = trace.getTracer("of-others").startSpan("lookup");
    }
    span.end();
  });
  const { pending } = await telemetry.shutdown();
  console.log("It came on Monday.", pending);
}
`;

/** A program that names nothing of the package, and calls a model with `fetch`. */
const ZERO_CODE = `
import "agentscribe/register";
const body = JSON.stringify({ model: "gpt-5-mini", messages: [{ role: "user", content: "When?" }] });
const headers = { "content-type": "application/json", authorization: "Bearer none" };
fetch(process.env.MODEL_URL + "/chat/completions", { method: "POST", headers, body }).then(async (answer) => {
  await answer.text();
  console.log("It came on Monday.", 0);
});
`;

/** A test of an agent, as bundled test runs have it. */
const TESTING = `
import { createTestTelemetry } from "agentscribe/testing";
const telemetry = createTestTelemetry();
telemetry.recordLlm({ provider: "openai", model: "gpt-5-mini", durationMs: 5, usage: { inputTokens: 10, outputTokens: 2 } });
telemetry.flush().then(() => {
  console.log(telemetry.modelCalls[0].attributes["agentscribe.cost.usd"] > 0 ? "It came on Monday." : "no price", 0);
});
`;

const INSPECTOR = `
import { startInspector } from "agentscribe/inspector";
startInspector({ port: 0, grpcPort: false, store: ":memory:" }).catch((error) => console.log(error.message));
`;

/** What the program prints when it went well, whether it records or not. */
export const PRINTED = "It came on Monday. 0\n";

/** Writes the program as ESM and CommonJS, and makes the packages in its folder real ones: tools that copy files look where links lead. */
export function writePrograms({ folder }: ExampleProject): void {
  writeFileSync(join(folder, "agent.mjs"), `${ESM.join("")}${MAIN}await main();\n`);
  writeFileSync(join(folder, "agent.cjs"), `${CJS.join("")}${MAIN}main();\n`);
  writeFileSync(join(folder, "whole.mjs"), `${ESM.join("")}${MAIN}main();\n`);
  writeFileSync(join(folder, "zero-code.mjs"), ZERO_CODE);
  writeFileSync(join(folder, "testing.mjs"), TESTING);
  writeFileSync(join(folder, "inspector.mjs"), INSPECTOR);
  for (const name of ["@opentelemetry/api", "p-queue"]) {
    const place = join(folder, "node_modules", name);
    const [scope = name] = name.split("/");
    const from = realpathSync(place);
    if (scope.startsWith("@")) rmSync(join(folder, "node_modules", scope), { force: true });
    rmSync(place, { force: true });
    cpSync(from, place, { recursive: true, dereference: true });
  }
}
