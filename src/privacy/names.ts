import type { NameKind } from "../semconv/name-kind.ts";

/**
 * Which names of tools, agents, skills, MCP servers, plugins, hooks, commands, prompts, workflows and their steps leave as they are, and what the others become.
 */
export interface NameFilterOptions {
  /** Names that are always kept as they are. @defaultValue [] */
  readonly allow?: readonly string[] | undefined;
  /** What becomes of every other name. @defaultValue "keep" */
  readonly otherwise?: "keep" | "hash" | "hide" | undefined;
  /** Makes hashes of one application differ from those of another. @defaultValue none */
  readonly salt?: string | undefined;
}

/** Names that users gave to their own tools and agents, kept, hashed or hidden. */
export interface NameFilter {
  /** Whether any name may become another. */
  readonly changes: boolean;
  /** The name that is recorded: itself, `tool_3f9a0c1d2b4e`, or `custom_tool`. */
  name(kind: NameKind, value: string): string;
}

/** Hashes are the first 12 digits of SHA-256: the same in every process with the same salt. Short names can be guessed back without a secret salt. */
export function createNameFilter(options: NameFilterOptions = {}): NameFilter {
  const allowed = new Set(options.allow ?? []);
  const otherwise = options.otherwise ?? "keep";
  const salt = options.salt ?? "";
  const known = new Map<string, string>();
  return {
    changes: otherwise !== "keep",
    name(kind, value) {
      if (otherwise === "keep" || allowed.has(value)) return value;
      if (otherwise === "hide") return `custom_${kind}`;
      const text = `${kind}\u0000${value.slice(0, MAX_NAME_CHARS)}`;
      const cached = known.get(text);
      if (cached !== undefined) return cached;
      const digest = process.getBuiltinModule("node:crypto").createHmac("sha256", salt).update(text).digest("hex");
      const name = `${kind}_${digest.slice(0, 12)}`;
      if (known.size >= MAX_KNOWN) known.clear();
      known.set(text, name);
      return name;
    },
  };
}

const MAX_NAME_CHARS = 1000;
const MAX_KNOWN = 2000;
