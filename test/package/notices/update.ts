// `npm run notices` writes THIRD_PARTY_NOTICES.md from what the build takes in; with `--check` it says whether the file is so.
import { writeFileSync } from "node:fs";
import { bundledPackages } from "./bundled-packages.ts";
import { keptNotices, NOTICES, noticed, noticesPage } from "./notices.ts";

const page = noticesPage(await bundledPackages());
if (!process.argv.includes("--check")) {
  writeFileSync(NOTICES, page);
} else if (keptNotices() !== page) {
  console.error(`THIRD_PARTY_NOTICES.md has: ${noticed(keptNotices()).join(", ")}`);
  console.error(`the build takes in:         ${noticed(page).join(", ")}`);
  console.error("If that is meant, run: npm run notices");
  process.exitCode = 1;
}
