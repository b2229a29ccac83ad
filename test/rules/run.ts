import { spawnSync } from "node:child_process";
import { mkdtempSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { rulesFile } from "../../fleet/prometheus/rule.ts";
import { CACHE, PROGRAMS } from "../backends/programs.ts";
import { interpolated, panelQueries } from "../support/fleet/panel-queries.ts";
import { recipeQueries } from "../support/fleet/recipes.ts";

/** `npm run test:rules`: the rules are right and do what their tests say, and Prometheus can read the expression of every panel and recipe. */
const FOLDER = fileURLToPath(new URL("../../fleet/prometheus/", import.meta.url));
const DAY_MILLIS = 86_400_000;

const found = [`${CACHE}${PROGRAMS.promtool}`, "promtool"].find(
  (program) => spawnSync(program, ["--version"], { stdio: "ignore" }).status === 0,
);
if (found === undefined) {
  console.warn(
    "SKIPPED: tests of the rules for Prometheus, because promtool is not installed; `npm run backends promtool` does it",
  );
} else {
  const tests = readdirSync(`${FOLDER}tests`).map((name) => `${FOLDER}tests/${name}`);
  const results = [
    promtool(found, "check", "rules", "--lint-fatal", `${FOLDER}agentscribe.rules.yml`),
    promtool(found, "test", "rules", ...tests),
    checkPanels(found),
  ];
  process.exitCode = results.every((passed) => passed) ? 0 : 1;
}

/** Each expression as a rule of its own: promtool says which of them it cannot read. */
function checkPanels(program: string): boolean {
  const folder = mkdtempSync(join(tmpdir(), "agentscribe-rules-"));
  try {
    const file = join(folder, "panels.yml");
    const panels = panelQueries().flatMap(({ expr }) =>
      expr === undefined ? [] : [interpolated(expr, 0, DAY_MILLIS)],
    );
    const recipes = recipeQueries("promql.md", "promql").map(({ query }) => query);
    const rules = [...panels, ...recipes].map((expr, index) => ({ record: `panel:${index}`, expr }));
    writeFileSync(file, rulesFile([{ name: "panels", interval: "1m", rules }]));
    return panels.length > 0 && recipes.length > 0 && promtool(program, "check", "rules", file);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

function promtool(program: string, ...args: readonly string[]): boolean {
  const { status } = spawnSync(program, args, { stdio: "inherit" });
  return status === 0;
}
