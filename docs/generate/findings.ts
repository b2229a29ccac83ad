import { ANSWER_FINDINGS } from "../../src/sdk/verify/findings/answer.ts";
import { ENDPOINT_FINDINGS } from "../../src/sdk/verify/findings/endpoint.ts";
import type { FindingDefinition } from "../../src/sdk/verify/findings/finding-definition.ts";
import { PACKAGE_FINDINGS } from "../../src/sdk/verify/findings/packages.ts";
import { SETUP_FINDINGS } from "../../src/sdk/verify/findings/setup.ts";
import { SPOOL_FINDINGS } from "../../src/sdk/verify/findings/spool.ts";
import { code, table } from "./markdown.ts";

const PARTS: readonly (readonly [title: string, findings: Readonly<Record<string, FindingDefinition>>])[] = [
  ["Set-up", SETUP_FINDINGS],
  ["The way to a backend", ENDPOINT_FINDINGS],
  ["The answer of a backend", ANSWER_FINDINGS],
  ["Records on disk", SPOOL_FINDINGS],
  ["Packages, programs and requests to models", PACKAGE_FINDINGS],
];

/** Every finding of `verify()` and `agentscribe doctor`, with an anchor that findings lead to. */
export function findingTables(): string {
  return PARTS.map(([title, findings]) => {
    const rows = Object.entries(findings).map(([name, { severity, meaning, mend = "" }]) => [
      `<a id="${name}"></a>${code(name)}`,
      severity,
      meaning,
      mend,
    ]);
    return `### ${title}\n\n${table(["code", "severity", "what is so", "mend"], rows)}`;
  }).join("\n\n");
}
