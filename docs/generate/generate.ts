import { readFileSync, writeFileSync } from "node:fs";
import { catalogueJsonSchema } from "../../src/record/events/event-json-schema.ts";
import { attributesPage } from "./attributes-page.ts";
import { auditTable } from "./audit.ts";
import { behaviourNotes, behaviourTable } from "./behaviour.ts";
import { pageWithBlocks } from "./block.ts";
import { clientsTable, pageList } from "./clients.ts";
import { eventsPage, selfRecorded } from "./events-page.ts";
import { findingTables } from "./findings.ts";
import { decisionsPage, examplesPage } from "./folder-pages.ts";
import { conventionsList, formatsTable } from "./formats.ts";
import { formatJson } from "./json.ts";
import { metricsPage } from "./metrics-page.ts";
import { migrationPages } from "./migration-pages.ts";
import { optionsPage } from "./options-page.ts";
import { questionsPage } from "./questions-page.ts";
import { root } from "./source.ts";
import { wrapperPages } from "./wrapper-pages.ts";

/** The generated files, by their path from the root of the repository. */
export function generatedFiles(): Readonly<Record<string, string>> {
  return {
    "docs/events.md": eventsPage(),
    "docs/attributes.md": attributesPage(),
    "docs/metrics.md": metricsPage(),
    "docs/options.md": optionsPage(),
    "docs/questions.md": questionsPage(),
    "docs/doctor.md": pageWithBlocks("docs/doctor.md", { findings: findingTables() }),
    "docs/events-and-outcomes.md": pageWithBlocks("docs/events-and-outcomes.md", { recorded: selfRecorded() }),
    "docs/stability.md": pageWithBlocks("docs/stability.md", {
      conventions: conventionsList(),
      formats: formatsTable(),
    }),
    "docs/comparison.md": pageWithBlocks("docs/comparison.md", {
      behaviour: behaviourTable(),
      "behaviour-notes": behaviourNotes(),
    }),
    "docs/security.md": pageWithBlocks("docs/security.md", { audit: auditTable() }),
    "docs/instrumentations.md": pageWithBlocks("docs/instrumentations.md", { pages: pageList("wrappers/") }),
    "README.md": pageWithBlocks("README.md", { clients: clientsTable("docs/wrappers/") }),
    "examples/README.md": examplesPage(),
    "docs/decisions/README.md": decisionsPage(),
    ...migrationPages(),
    ...wrapperPages(),
    "docs/events.schema.json": formatJson(catalogueJsonSchema()),
  };
}

/** Paths of the generated files that are not as the code has it. */
export function staleFiles(): readonly string[] {
  return Object.entries(generatedFiles()).flatMap(([path, text]) => (textOf(path) === text ? [] : [path]));
}

function textOf(path: string): string | undefined {
  try {
    return readFileSync(new URL(path, root), "utf8");
  } catch {
    return undefined; // Not generated yet.
  }
}

if (import.meta.main) {
  if (process.argv.includes("--check")) {
    const stale = staleFiles();
    for (const path of stale) console.error(`${path} is not as the code has it; run: node docs/generate/generate.ts`);
    process.exitCode = stale.length === 0 ? 0 : 1;
  } else {
    for (const [path, text] of Object.entries(generatedFiles())) writeFileSync(new URL(path, root), text);
  }
}
