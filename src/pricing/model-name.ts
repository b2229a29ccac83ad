/** Longer names are no model's; cutting them keeps every later step short. */
const MAX_NAME_LENGTH = 300;

/** Of names with the month first, only a preview of Google's is the model without it: with Cohere each such date has a price of its own. */
const VERSION_SUFFIX =
  /(?:(?<=-preview)-(?:0[1-9]|1[0-2])-20\d\d|[-@:]20\d{6}|[-@:]20\d\d-(?:0[1-9]|1[0-2])-(?:0[1-9]|[12]\d|3[01])|[-@:](?:latest|default)|[-@]00\d|-v1(?::\d{1,2})?(?::\d{1,4}k)?|(?<!-v0):\d{1,2}(?::\d{1,4}k)?)$/;

/** A generation with its revision and its context, a revision alone, or nothing. */
const GENERATION = /^(?:-v\d{1,2})?(?::\d{1,2})?(?::\d{1,4}k)?$/;

const AWS_ARN = /^arn:aws[a-z-]*:bedrock:[^:]*:[^:]*:(?:inference-profile|foundation-model)\/(.+)$/;

const OWN_PREFIXES: Readonly<Record<string, readonly string[]>> = {
  openai: ["openai"],
  azure: ["azure", "openai"],
  anthropic: ["anthropic"],
  google: ["google", "gemini", "vertex_ai", "anthropic"],
  mistral: ["mistral", "mistralai"],
  deepseek: ["deepseek"],
  cohere: ["cohere"],
  groq: ["groq"],
  "x-ai": ["xai", "x-ai"],
  perplexity: ["perplexity"],
  moonshotai: ["moonshotai", "moonshot"],
};

/**
 * A model's name without what surrounds it: case, resource paths, the ARN of a Bedrock profile, the provider's own prefix.
 * A Bedrock region prefix stays, because the price depends on it.
 */
export function normaliseModel(tableProvider: string, model: string): string {
  let name = model.slice(0, MAX_NAME_LENGTH).trim().toLowerCase();
  name = AWS_ARN.exec(name)?.[1] ?? name;
  name = name.replace(/^(?:projects\/[^/]+\/locations\/[^/]+\/)?publishers\/[^/]+\/models\//, "");
  name = name.replace(/^models\//, "");
  const prefixes = Object.hasOwn(OWN_PREFIXES, tableProvider) ? OWN_PREFIXES[tableProvider] : undefined;
  for (const prefix of prefixes ?? []) {
    if (name.startsWith(`${prefix}/`) || name.startsWith(`${prefix}:`)) return name.slice(prefix.length + 1);
  }
  return name;
}

/**
 * The name without dates and versions behind it: `claude-haiku-4-5@20251001` and `...-20251001-v1:0` are `claude-haiku-4-5`.
 *
 * Of Bedrock's `-v1:0` the first part is a generation and the second its revision. The first generation is often left unsaid; a later one
 * is another model with a price of its own, and before the first one (`-v0:2`) so is each revision.
 */
export function stripVersion(name: string): string {
  let rest = name;
  for (let round = 0; round < 4; round++) {
    const shorter = rest.replace(VERSION_SUFFIX, "");
    if (shorter === rest) return rest;
    rest = shorter;
  }
  return rest;
}

/** The text that a matcher looks for, with the generation that the matched row's own name has behind it: an open matcher leaves it off. */
export function withGeneration(text: string, id: string): string {
  const at = id.indexOf(text);
  return at >= 0 && GENERATION.test(id.slice(at + text.length)) ? id.slice(at) : text;
}

/** A fine-tuned model, whose price is not that of the model it was made from. */
export function isFineTuned(name: string): boolean {
  return name.startsWith("ft:") || name.includes(".ft-");
}
