/** Exported functions that a patch replaces, by the package: known before its wrapper is loaded. Everything else is patched by its classes. */
export const REPLACED_EXPORTS: Readonly<Record<string, readonly string[]>> = {
  "@anthropic-ai/claude-agent-sdk": ["query"],
};
