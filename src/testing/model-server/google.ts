import { type FullAnswer, pieces } from "./answer-parts.ts";

const FINISH_REASONS: Readonly<Record<FullAnswer["finishReason"], string>> = {
  stop: "STOP",
  length: "MAX_TOKENS",
  tool_calls: "STOP",
  content_filter: "SAFETY",
};

/** The body of a plain answer of `generateContent`. */
export function googleContent(answer: FullAnswer): object {
  return chunk(answer, [...thoughts(answer, [answer.reasoning]), ...said(answer), ...calls(answer)], true);
}

/** The chunks of `streamGenerateContent`: tool calls come whole, usage and the reason of the end with the last. */
export function googleChunks(answer: FullAnswer): readonly object[] {
  const parts = [
    ...thoughts(answer, pieces(answer.reasoning)).map((part) => [part]),
    ...pieces(answer.text + (answer.refusal ?? "")).map((text) => [{ text }]),
    ...(answer.toolCalls.length > 0 ? [calls(answer)] : []),
  ];
  const last = parts.length - 1;
  return parts.length === 0
    ? [chunk(answer, [], true)]
    : parts.map((content, index) => chunk(answer, content, index === last));
}

function thoughts({ reasoning }: FullAnswer, texts: readonly string[]): readonly object[] {
  return reasoning === "" ? [] : texts.map((text) => ({ text, thought: true }));
}

function said({ text, refusal }: FullAnswer): readonly object[] {
  const all = text + (refusal ?? "");
  return all === "" ? [] : [{ text: all }];
}

function calls({ toolCalls }: FullAnswer): readonly object[] {
  return toolCalls.map(({ id, name, arguments: json }) => ({
    functionCall: { id, name, args: JSON.parse(json) as unknown },
  }));
}

function chunk(answer: FullAnswer, parts: readonly object[], isLast: boolean): object {
  return {
    candidates: [
      {
        content: { role: "model", parts },
        index: 0,
        ...(isLast && { finishReason: FINISH_REASONS[answer.finishReason] }),
      },
    ],
    usageMetadata: usage(answer, isLast),
    modelVersion: answer.model,
    responseId: `google-${answer.id}`,
  };
}

/** The candidates' count leaves out thoughts. */
function usage(answer: FullAnswer, isLast: boolean): object {
  const { inputTokens, outputTokens, cacheReadTokens, reasoningTokens } = answer;
  return {
    promptTokenCount: inputTokens,
    ...(cacheReadTokens > 0 && { cachedContentTokenCount: cacheReadTokens }),
    ...(isLast && {
      candidatesTokenCount: outputTokens - reasoningTokens,
      ...(reasoningTokens > 0 && { thoughtsTokenCount: reasoningTokens }),
      totalTokenCount: inputTokens + outputTokens,
    }),
  };
}
