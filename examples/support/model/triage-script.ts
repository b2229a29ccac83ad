import { DEMO_SCRIPT, orderId, refundAnswer } from "./demo-script.ts";
import type { Step } from "./script.ts";

/** The demo's script with a rate limit on the first call that offers tools, a refund that fails once, and a reviewer that agrees. */
export const TRIAGE_SCRIPT: readonly Step[] = [
  {
    when: { hasTools: true },
    times: 1,
    reply: { error: { status: 429, message: "Rate limit reached for requests", code: "rate_limit_exceeded" } },
  },
  {
    when: { lastRole: "user", lastMessage: /^Review/ },
    reply: { text: "approved", usage: { inputTokens: 412, outputTokens: 6 } },
  },
  ...[{ toolResults: 3 }, { lastMessage: /503/ }].map(
    (when, index): Step => ({
      when: { ...when, hasTools: true },
      reply: ({ userMessage }) => ({
        toolCalls: [{ name: "refund_shipping", arguments: { order_id: orderId(userMessage) } }],
        usage: { inputTokens: 1_950 + 160 * index, outputTokens: 38, cacheReadTokens: 1_664 },
      }),
    }),
  ),
  {
    when: { lastMessage: /refunded_eur/ },
    reply: ({ userMessage }) => ({
      text: refundAnswer(userMessage),
      usage: { inputTokens: 2_268, outputTokens: 74, cacheReadTokens: 2_048, reasoningTokens: 12 },
    }),
  },
  ...DEMO_SCRIPT,
];
