/** Attribute names of the GenAI conventions of 2025 that later ones dropped; set only with `semconv: "1.36"`. */

/** The provider, under its old name. */
export const GEN_AI_SYSTEM = "gen_ai.system";
/** `input` or `output`, on the old token metric. */
export const GEN_AI_TOKEN_TYPE = "gen_ai.token.type";

/** What `gen_ai.system` called a provider. One of those that the conventions name is called otherwise since. */
export function systemOf<T>(provider: T): T | "xai" {
  return provider === "x_ai" ? "xai" : provider;
}
