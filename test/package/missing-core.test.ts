import { rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, expect, it } from "vitest";
import { NODES, type PackedProject, packedProject } from "./packed.ts";

const NAMES = ["defineEvent", "estimateCost", "eventCatalogue", "fromContext", "init", "record", "reprice"];
const MORE = ["showFirstRunNotice", "validateConfig", "withClient"];
const ALL = [...NAMES, ...MORE].join(", ");

/** Calls all that needs the core, as a program might at its start. */
const USE = `
async function main() {
  const refund = defineEvent({ name: "shop.refund", description: "Granted.", stability: "stable", attributes: {} });
  const telemetry = init();
  record(refund, {});
  const used = {
    answered: await telemetry.agent({ name: "helper" }, async () => "works"),
    within: withClient(telemetry, () => "works"),
    off: [telemetry, fromContext()].map((client) => client.health().mode),
    mend: (await telemetry.verify()).findings[0].mend,
    cost: (await estimateCost({ provider: "openai", model: "gpt-5-mini", usage: {} })).status,
    repriced: await reprice([]),
    events: Object.keys(eventCatalogue()),
    wrong: validateConfig({ exporter: [] }),
    shown: showFirstRunNotice(telemetry, { markerPath: "nowhere" }),
  };
  await telemetry.shutdown();
  process.stdout.write(JSON.stringify(used));
}
`;

let project: PackedProject;
beforeAll(() => {
  project = packedProject();
  rmSync(join(project.folder, "node_modules/agentscribe/dist/core.cjs"));
  writeFileSync(join(project.folder, "use.mjs"), `import { ${ALL} } from "agentscribe";${USE}await main();`);
  writeFileSync(join(project.folder, "use.cjs"), `const { ${ALL} } = require("agentscribe");${USE}main();`);
});
afterAll(() => project?.remove());

it.each(["use.mjs", "use.cjs"])(
  "a deployment without the core runs without telemetry, which is said (%s)",
  async (file) => {
    const { status, stdout, stderr } = await project.run(NODES["24"] as string, file);

    expect({ status, ...JSON.parse(stdout) }).toEqual({
      status: 0,
      answered: "works",
      within: "works",
      off: ["off", "off"],
      mend: 'Bundle with the export condition "module", or deploy all files of the package.',
      cost: "unpriced",
      repriced: [],
      events: [],
      wrong: [],
      shown: false,
    });
    expect(stderr).toMatch(
      /^agentscribe: its core could not be loaded, so nothing is recorded\. [^\n]*Cannot find module [^\n]*\n$/,
    );
  },
);
