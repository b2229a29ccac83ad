/** Functions that a patch replaces, by package: known before the wrapper is loaded. All else is patched by its classes. */
export const REPLACED_EXPORTS: Readonly<Record<string, readonly string[]>> = {
  "@anthropic-ai/claude-agent-sdk": ["query"],
};
