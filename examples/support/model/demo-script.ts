import type { Step } from "./script.ts";

/**
 * A support agent of several turns. A request that asks to classify gets a decision as JSON; a question with tools on offer gets two tool
 * calls at once, then a third, then an answer; everything else gets an answer.
 */
export const DEMO_SCRIPT: readonly Step[] = [
  {
    when: { lastRole: "user", lastMessage: /\b(classify|route)\b/i },
    reply: {
      text: JSON.stringify({ choice: "refund", options: ["refund", "replace", "escalate"], confidence: 0.83 }),
      usage: { inputTokens: 186, outputTokens: 41, reasoningTokens: 16 },
    },
  },
  {
    when: { hasTools: true, lastRole: "user", lastMessage: /order|parcel|delivery|refund/i },
    reply: (request) => ({
      reasoning: "The order and the policy are both needed.",
      toolCalls: [
        { name: "lookup_order", arguments: { order_id: orderId(request.userMessage) } },
        { name: "search_policy", arguments: { query: "late delivery refund" } },
      ],
      usage: { inputTokens: 1_412, outputTokens: 118, cacheReadTokens: 0, reasoningTokens: 64 },
    }),
  },
  {
    when: { hasTools: true, toolResults: 2 },
    reply: {
      toolCalls: [{ name: "search_policy", arguments: { query: "refund limit for express shipping" } }],
      usage: { inputTokens: 1_730, outputTokens: 52, cacheReadTokens: 1_280, reasoningTokens: 20 },
    },
  },
  {
    when: { toolResults: 3 },
    reply: (request) => ({
      text: refundAnswer(request.userMessage),
      usage: { inputTokens: 1_968, outputTokens: 74, cacheReadTokens: 1_664, reasoningTokens: 12 },
    }),
  },
  {
    reply: {
      text: "You are welcome. Is there anything else that I can do for you?",
      usage: { inputTokens: 2_091, outputTokens: 17, cacheReadTokens: 1_920 },
    },
  },
];

/** What the customer is told in the end. */
export function refundAnswer(userMessage: string): string {
  return `Order ${orderId(userMessage)} came four days late. Express shipping is refunded in full after two days, so the 12.50 EUR are on their way back to you.`;
}

/** The order that the user writes of. */
export function orderId(userMessage: string): string {
  return /[A-Z]-\d+/.exec(userMessage)?.[0] ?? "A-1042";
}
