import { cleanedName } from "../internal/name-cleaner.ts";
import { ownKeys } from "../internal/own-keys.ts";
import { headOf } from "../internal/text-head.ts";
import { GEN_AI_PROMPT_VARIABLE } from "../semconv/gen-ai-attributes.ts";
import { setCaptured } from "./capture-messages.ts";
import { read } from "./given-value.ts";
import type { Scope } from "./scope.ts";

const MAX_VARIABLES = 64;
const MAX_NAME_LENGTH = 128;

/** What a prompt's template was filled with, one attribute for each variable. Its size is not kept apart: it is part of the prompt's. */
export function capturePromptVariables(scope: Scope, variables: unknown): void {
  const { content } = scope.recorder.ports;
  if (variables === undefined || variables === null || !content.allows("prompts")) return;
  const { keys, total } = ownKeys(variables, MAX_VARIABLES);
  let unused = total;
  for (const key of keys) {
    const value = read(variables, key);
    if (value === undefined) unused -= 1;
    if (value === undefined || key === "") continue;
    const name = `${GEN_AI_PROMPT_VARIABLE}.${headOf(cleanedName(key), MAX_NAME_LENGTH).toWellFormed()}`;
    const text = content.text("prompts", value, { name, budget: scope.budget });
    if (text === undefined) continue;
    setCaptured(scope, "prompts", name, text);
    unused -= 1;
  }
  if (unused > 0) scope.drop(`prompt.variables:${unused}`);
}
