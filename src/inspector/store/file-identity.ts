import { type BigIntStats, statSync } from "node:fs";

/** Which file has a name at the moment, the same for each of its names; undefined for none. */
export function fileIdentity(path: string): string | undefined {
  const facts = factsOf(path);
  return facts === undefined ? undefined : `${facts.dev} ${facts.ino}`;
}

/** Whether there are hard links to a file: names that nothing leads from one to the other. */
export function isLinked(path: string): boolean {
  return (factsOf(path)?.nlink ?? 0n) > 1n;
}

function factsOf(path: string): BigIntStats | undefined {
  try {
    return statSync(path, { bigint: true });
  } catch {
    return undefined;
  }
}
