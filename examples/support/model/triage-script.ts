import { DEMO_SCRIPT } from "./demo-script.ts";
import type { Step } from "./script.ts";

/** The demo's script with a rate limit on the first call that offers tools, and a reviewer that agrees. */
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
  ...DEMO_SCRIPT,
];
