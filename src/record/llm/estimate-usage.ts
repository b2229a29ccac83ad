import type { Message } from "../../semconv/messages.ts";
import { checkUsage, type Usage, type UsageField } from "../../semconv/usage.ts";

/** Characters of text that one token has on average, over languages and code. No tokenizer is loaded: who needs exact counts asks the provider for them. */
const CHARACTERS_PER_TOKEN = 4;

/** Usage of which the named fields are estimates. */
export interface EstimatedUsage {
  readonly usage: Usage;
  readonly estimated: readonly UsageField[];
}

/** How many characters a value has, in text. */
export type SizeOf = (value: unknown) => number;

/**
 * Usage of an answer that broke off after some of it was received, from the length of its text. What the provider said of the input stands. What it said of the
 * output before the end is a lower bound, and stands unless more than twice of it was received.
 *
 * @param received - messages received so far
 * @param sent - characters of the request, asked for when the provider did not count its tokens
 */
export function estimateUsage(
  reported: Usage | undefined,
  received: readonly Message[],
  sent: () => number,
  sizeOf: SizeOf,
): EstimatedUsage {
  const written = toTokens(textSize(received, sizeOf));
  const said = reported?.outputTokens ?? 0;
  const outputTokens = written > said * 2 ? written : said;
  const inputTokens = reported?.inputTokens ?? toTokens(sent());
  return {
    usage: checkUsage({ ...reported, inputTokens, outputTokens }).usage,
    estimated: reported?.inputTokens === undefined ? ["inputTokens", "outputTokens"] : ["outputTokens"],
  };
}

/** Characters of text in messages. Media are left out: their tokens do not follow from their bytes. */
export function textSize(messages: readonly Message[], sizeOf: SizeOf): number {
  let size = 0;
  for (const { parts } of messages) {
    for (const part of parts) if (!MEDIA.has(part.type)) size += sizeOf(part);
  }
  return size;
}

const MEDIA: ReadonlySet<string> = new Set(["blob", "file", "uri"]);

function toTokens(characters: number): number {
  return Math.ceil(characters / CHARACTERS_PER_TOKEN);
}
