// `npm run size` prints what each entry of the build weighs, beside the figures of docs/sizes.md; `npm run size -- --write` keeps the new ones.
import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { page } from "../../../docs/generate/markdown.ts";
import { builtSizes } from "./sizes.ts";
import { readSizes, sizesTable } from "./table.ts";

/**
 * What an entry and all that it loads at once may weigh, compressed. `size-limit` weighs files, and those that the build makes for what entries share
 * have other names in each build.
 */
const LIMITS: Readonly<Record<string, number>> = {
  "agentscribe, at the edge": 240_000,
  "the core, loaded by `init`": 260_000,
};

const kept = new URL("../../../docs/sizes.md", import.meta.url);
const HEAD = `What an \`import\` of each entry reads at once, the parts that it shares with others included, in bytes. What it loads later, with the first
use, is not in it; packages that agentscribe depends on are not either. gzip is the sum of the files, each compressed alone. \`npm run size\`
prints the table of a build with what changed, and fails above the limits in \`test/package/sizes/update.ts\` and of \`size-limit\` in package.json; \`npm run size -- --write\` writes this page.`;

const sizes = builtSizes();
console.log(sizesTable(sizes, existsSync(kept) ? readSizes(readFileSync(kept, "utf8")) : undefined));
for (const [name, limit] of Object.entries(LIMITS)) {
  const { gzip = Number.NaN } = sizes[name] ?? {};
  if (gzip <= limit) continue;
  console.error(`${name}: ${gzip} bytes compressed, above ${limit}`);
  process.exitCode = 1;
}
if (process.argv.includes("--write")) {
  writeFileSync(
    kept,
    page("Sizes", HEAD, sizesTable(sizes)).replace(
      "node docs/generate/generate.ts` from the code: change that.",
      "npm run size -- --write` from a build.",
    ),
  );
}
