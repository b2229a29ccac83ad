import { LLM_PURPOSE } from "../semconv/agentscribe-attributes.ts";
import { GEN_AI_PROMPT_NAME, GEN_AI_PROMPT_VERSION } from "../semconv/gen-ai-attributes.ts";
import { label, read } from "./given-value.ts";
import type { NameGate } from "./ports.ts";
import { type AttributeDraft, put } from "./present.ts";
import type { ScopePlan } from "./scope-plan.ts";

/** What is said of model calls from outside, for those that wrapped clients and frameworks make. */
export interface CallDefaults {
  /** What they are for, one of few words: `main`, `compaction`, `title` ... */
  readonly purpose?: string | undefined;
  /** Name and version of the template that their prompts are made from. */
  readonly prompt?: { readonly name: string; readonly version?: string | undefined } | undefined;
}

/** What scopes say of the calls inside, as attributes; of two scopes the inner one wins, for purpose and prompt apart. */
export interface CallsInside {
  readonly purpose: string | undefined;
  readonly prompt: { readonly name: string; readonly version: string | undefined } | undefined;
}

/** What holds inside a scope; the same object as around it when the scope says nothing. */
export function callsInside(names: NameGate, calls: unknown, around: CallsInside | undefined): CallsInside | undefined {
  if (calls === undefined || calls === null) return around;
  const prompt = read(calls, "prompt");
  const name = label(read(prompt, "name"));
  return {
    purpose: label(read(calls, "purpose")) ?? around?.purpose,
    prompt:
      name === undefined
        ? around?.prompt
        : { name: names.name("prompt", name), version: label(read(prompt, "version")) },
  };
}

/** Adds to a call that is being made what it does not say itself. */
export function putCallDefaults({ kind, attributes }: ScopePlan, { purpose, prompt }: CallsInside): void {
  if (kind !== "llm" && kind !== "embeddings") return;
  const draft = attributes as AttributeDraft;
  if (draft[LLM_PURPOSE] === undefined) put(draft, LLM_PURPOSE, purpose);
  if (kind !== "llm" || prompt === undefined || draft[GEN_AI_PROMPT_NAME] !== undefined) return;
  draft[GEN_AI_PROMPT_NAME] = prompt.name;
  put(draft, GEN_AI_PROMPT_VERSION, prompt.version);
}
