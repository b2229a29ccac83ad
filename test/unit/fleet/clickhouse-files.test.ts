import { readFileSync } from "node:fs";
import { expect, it } from "vitest";
import { generatedFiles } from "../../../fleet/clickhouse/generate.ts";

it.each(Object.entries(generatedFiles()))("fleet/clickhouse/%s is as the code makes it", (name, text) => {
  const url = new URL(`../../../fleet/clickhouse/${name}`, import.meta.url);
  expect(readFileSync(url, "utf8"), "`npm run fleet:clickhouse` makes it again").toBe(text);
});
