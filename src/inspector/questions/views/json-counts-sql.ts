import { INPUT_DETAILS, OUTPUT_DETAILS } from "../../understand/conventions/langfuse.ts";

/** A count of a JSON object as SQL; `NULL` where it says none, or one below 0. */
const at = (json: string, ...path: readonly string[]): string => {
  const count = `JSONExtract(${[json, ...path.map((name) => `'${name}'`)].join(", ")}, 'Nullable(Float64)')`;
  return `if(${count} >= 0, ${count}, NULL)`;
};

/** The sum of the numbers whose names match; `NULL` where there is none. */
const sumOf = (json: string, pattern: string, least: string = "0"): string => {
  const numbers = `arrayMap(pair -> pair.2, arrayFilter(pair -> match(pair.1, '${pattern}') AND pair.2 >= ${least}, JSONExtractKeysAndValues(${json}, 'Float64')))`;
  return `if(empty(${numbers}), NULL, arraySum(${numbers}))`;
};

const isObject = (json: string): string => `(${json} != '' AND isValidJSON(${json}) AND JSONType(${json}) = 'Object')`;

const [LANGFUSE, LANGSMITH, BRAINTRUST] = [
  "said_usageDetails",
  "said_usageMetadata",
  "said_braintrustMetrics",
] as const;

/** What a sender says as JSON in one attribute goes before what it says in others: as `readTokens` of `understand/tokens.ts`. */
function counted(langfuse: string, langsmith: string, braintrust: string, otherwise: string): string {
  return `multiIf(${isObject(LANGFUSE)}, ${langfuse}, ${isObject(LANGSMITH)}, ${langsmith}, ${isObject(BRAINTRUST)}, ${braintrust}, ${otherwise})`;
}

/** Tokens as they are said: as JSON, or as `plain` where there is none. */
export const JSON_COUNTS = {
  input: (plain: string): string =>
    counted(
      `coalesce(${sumOf(LANGFUSE, "^prompt_tokens$")}, ${sumOf(LANGFUSE, "^input|cache")})`,
      at(LANGSMITH, "input_tokens"),
      at(BRAINTRUST, "prompt_tokens"),
      plain,
    ),
  output: (plain: string): string =>
    counted(
      `coalesce(${sumOf(LANGFUSE, "^completion_tokens$")}, ${sumOf(LANGFUSE, "^output|^reasoning")})`,
      at(LANGSMITH, "output_tokens"),
      at(BRAINTRUST, "completion_tokens"),
      plain,
    ),
  cacheRead: (plain: string): string =>
    counted(
      `coalesce(${[sumOf(LANGFUSE, "cached|cache_read"), ...INPUT_DETAILS.map((name) => at(LANGFUSE, name, "cached_tokens"))].join(", ")})`,
      at(LANGSMITH, "input_token_details", "cache_read"),
      at(BRAINTRUST, "prompt_cached_tokens"),
      plain,
    ),
  cacheWrite: (plain: string): string =>
    counted(
      sumOf(LANGFUSE, "cache_(creation|write)"),
      at(LANGSMITH, "input_token_details", "cache_creation"),
      at(BRAINTRUST, "prompt_cache_creation_tokens"),
      plain,
    ),
  reasoning: (plain: string): string =>
    counted(
      `coalesce(${[sumOf(LANGFUSE, "reasoning"), ...OUTPUT_DETAILS.map((name) => at(LANGFUSE, name, "reasoning_tokens"))].join(", ")})`,
      at(LANGSMITH, "output_token_details", "reasoning"),
      at(BRAINTRUST, "completion_reasoning_tokens"),
      plain,
    ),
  /** What is said of a part only; JSON says none of it. */
  part: (plain: string): string => counted("NULL", "NULL", "NULL", plain),
} as const;

/** US dollars that Langfuse says as JSON; `NULL` where it does not. */
export const JSON_COST: string = `if(${isObject("said_costDetails")}, coalesce(JSONExtract(said_costDetails, 'total', 'Nullable(Float64)'), ${sumOf("said_costDetails", "", "-1e308")}), NULL)`;
