import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import type { BundledPackage } from "./bundled-packages.ts";

const root = fileURLToPath(new URL("../../..", import.meta.url));

/** The page of notices. */
export const NOTICES: string = join(root, "THIRD_PARTY_NOTICES.md");

/** Licences that let their code be shipped under Apache-2.0 with no more than a notice. */
export const ALLOWED: ReadonlySet<string> = new Set([
  "0BSD",
  "Apache-2.0",
  "BSD-2-Clause",
  "BSD-3-Clause",
  "ISC",
  "MIT",
]);

const HEAD = `# Third-party notices

Made by \`npm run notices\` from what the build takes in. The files in \`dist\` hold code of these packages; packages that agentscribe
depends on are installed beside it and bring their own licences.`;

export function noticesPage(packages: readonly BundledPackage[]): string {
  return `${[HEAD, ...packages.map(section)].join("\n\n")}\n`;
}

/** The notices as they are kept, or an empty text. */
export function keptNotices(): string {
  return existsSync(NOTICES) ? readFileSync(NOTICES, "utf8") : "";
}

/** The names and versions that a page of notices has, in its order. */
export function noticed(page: string): readonly string[] {
  return [...page.matchAll(/^## (\S+ \S+)$/gm)].map(([, title = ""]) => title);
}

function section({ name, version, license, text }: BundledPackage): string {
  const own = readFileSync(join(root, "LICENSE"), "utf8");
  const isOwn = words(text) === words(own);
  return `## ${name} ${version}\n\n${license}${isOwn ? ", the text of which is in [LICENSE](LICENSE)." : `\n\n\`\`\`\n${text}\n\`\`\``}`;
}

function words(text: string): string {
  return text.replace(/\s+/g, " ").trim();
}
