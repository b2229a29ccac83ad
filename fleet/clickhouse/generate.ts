import { readFileSync, writeFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { clickHouseViews } from "../../src/inspector/questions/views/clickhouse.ts";
import { rollupStatements } from "./ddl/rollups.ts";
import { rowStatements, rowViewStatements } from "./ddl/rows.ts";

const FOLDER = fileURLToPath(new URL(".", import.meta.url));

/** The generated files of this folder, by name. */
export function generatedFiles(): Readonly<Record<string, string>> {
  return {
    "views.sql": file(
      "The views that the questions ask, `agent_spans` and `agent_events`, over the exporter's tables.",
      clickHouseViews(),
    ),
    "rows.sql": file(
      "The rows of the views as tables, in the order of sessions, filled as the exporter inserts. What came before: INSERT INTO ... SELECT.",
      rowStatements(),
    ),
    "row-views.sql": file(
      "In place of views.sql: the same views over the tables of rows.sql, which is quicker.",
      rowViewStatements(),
    ),
    "rollups.sql": file(
      "Sums by hour and by session, filled as rows come into the tables of rows.sql, and views that read them.",
      rollupStatements(),
    ),
  };
}

function file(what: string, statements: readonly string[]): string {
  return `-- ${what}\n-- Made by \`npm run fleet:clickhouse\` from the code: change that.\n\n${statements.join(";\n\n")};\n`;
}

/** Writes the files, or with `--check` only says which are not as the code makes them. */
function main(isCheck: boolean): void {
  for (const [name, text] of Object.entries(generatedFiles())) {
    if (!isCheck) writeFileSync(`${FOLDER}${name}`, text);
    else if (readFileSync(`${FOLDER}${name}`, "utf8") !== text) {
      process.stderr.write(`fleet/clickhouse/${name} is not what \`npm run fleet:clickhouse\` makes\n`);
      process.exitCode = 1;
    }
  }
}

if (import.meta.main) main(process.argv.includes("--check"));
