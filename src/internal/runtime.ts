/** What runs this program, in the words of the conventions. */
export interface Runtime {
  /** `process.runtime.name` */
  readonly name: string;
  /** `process.runtime.version`, where it can be known. */
  readonly version: string | undefined;
  /** `telemetry.sdk.language` */
  readonly language: "nodejs" | "webjs";
}

/** Node, or what has its interface and says so. */
export function currentRuntime(): Runtime {
  const { bun, deno, node } = process.versions;
  if (bun !== undefined) return { name: "bun", version: bun, language: "nodejs" };
  if (deno !== undefined) return { name: "deno", version: deno, language: "nodejs" };
  return { name: "nodejs", version: node, language: "nodejs" };
}
