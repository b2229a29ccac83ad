import { existsSync, readdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { recordedRun } from "../support/inspector/recorded-run.ts";
import { NODES, type PackedProject, packedProject } from "./packed.ts";

const root = fileURLToPath(new URL("../..", import.meta.url));

/** Starts an inspector, sends it a run, and writes what it answers. */
const PROGRAM = `
async function main() {
  const inspector = await startInspector({ port: 0, grpcPort: 0, store: process.env.STORE });
  const ask = async (path, init = {}) => {
    const answer = await fetch(inspector.otlpUrl + path, { ...init, headers: { authorization: "Bearer " + inspector.token, ...init.headers } });
    return [answer.status, await answer.text()];
  };
  const headers = { "content-type": "application/json" };
  const [sent] = await ask("/v1/traces", { method: "POST", headers, body: process.env.RUN });
  const [, sessions] = await ask("/api/sessions");
  const [, page] = await ask("/");
  const files = [...page.matchAll(/(?:src|href)="(\\/assets[^"]+)"/g)].map(([, path]) => path);
  const assets = [];
  for (const file of files) assets.push((await ask(file))[0]);
  const [exported, html] = await ask("/api/export/html?session=talk-1");
  await inspector.close();
  process.stdout.write(JSON.stringify({ sent, sessions: JSON.parse(sessions).sessions.map(({ id }) => id), assets, exported, isWhole: html.endsWith("</html>\\n") }));
}
`;

const PROGRAMS = {
  "inspector.mjs": `import { startInspector } from "agentscribe/inspector";\n${PROGRAM}\nawait main();\n`,
  "inspector.cjs": `const { startInspector } = require("agentscribe/inspector");\n${PROGRAM}\nmain();\n`,
};

let project: PackedProject;

beforeAll(() => {
  if (!existsSync(join(root, "dist/inspector.js"))) throw new Error("dist is not there: run npm run build first");
  project = packedProject();
  for (const [name, text] of Object.entries(PROGRAMS)) writeFileSync(join(project.folder, name), text);
});

afterAll(() => project?.remove());

describe.each(Object.entries(NODES))("the packed inspector on Node %s", (version, node) => {
  it.each(Object.keys(PROGRAMS))(
    "receives, answers, serves its page and ends (%s), and says nothing by itself",
    async (file) => {
      const state = join(project.folder, `state-${version}`);
      const { status, stdout, stderr } = await project.run(node, file, {
        RUN: JSON.stringify(recordedRun("talk-1")),
        STORE: ":memory:",
        XDG_STATE_HOME: state,
      });
      expect({ status, stderr }).toEqual({ status: 0, stderr: "" });
      expect(JSON.parse(stdout)).toEqual({
        sent: 200,
        sessions: ["talk-1"],
        assets: [200, 200],
        exported: 200,
        isWhole: true,
      });
      expect(readdirSync(join(state, "agentscribe"))).toEqual([]);
    },
  );
});
