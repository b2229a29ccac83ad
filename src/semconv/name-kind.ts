/** What users give names of their own to. */
export const NAME_KINDS = [
  "tool",
  "agent",
  "skill",
  "server",
  "plugin",
  "hook",
  "command",
  "prompt",
  "workflow",
  "step",
] as const;

/** Whose name it is. Equal names of different kinds get different hashes. */
export type NameKind = (typeof NAME_KINDS)[number];
