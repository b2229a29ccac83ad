import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { NODES, type PackedProject, packedProject } from "./packed.ts";

const REFUSED = `init({ capture: { where: "both" } });`;
const EXCEEDED = `
const telemetry = init({ spool: false, exporters: [], budgets: [{ name: "small", maxCalls: 0 }] });
async function main() {
  await telemetry.agent({ name: "bot" }, () => telemetry.llm({ provider: "openai" }, async () => 1));
}
main();
`;

const PROGRAMS = {
  "refused.mjs": [REFUSED, 'ConfigError: agentscribe: option capture.where: expected "span" or "event"'],
  "refused.cjs": [REFUSED, 'ConfigError: agentscribe: option capture.where: expected "span" or "event"'],
  "exceeded.mjs": [EXCEEDED, "BudgetExceeded: "],
  "exceeded.cjs": [EXCEEDED, "BudgetExceeded: "],
} as const;

let project: PackedProject;
beforeAll(() => {
  project = packedProject();
  for (const [name, [text]] of Object.entries(PROGRAMS)) {
    const start = name.endsWith(".mjs")
      ? 'import { init } from "agentscribe";'
      : 'const { init } = require("agentscribe");';
    writeFileSync(join(project.folder, name), `${start}\n${text}`);
  }
});
afterAll(() => project?.remove());

/** Before the message Node prints the line that threw, and as many blanks as there are before the place in it. */
describe.each(Object.entries(NODES))("an error that nobody catches, on Node %s", (_version, node) => {
  it.each(Object.entries(PROGRAMS))("is told in a few lines (%s)", async (name, [, message]) => {
    const { status, stderr } = await project.run(node, name);
    expect(status).toBe(1);
    expect(stderr).toContain(message);
    expect(stderr.length).toBeLessThan(4_000);
  });
});
