import { readdirSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { runExample } from "./run-example.ts";

/** What each example must print: text that is there, or a pattern. */
const STORIES: Readonly<Record<string, readonly (string | RegExp)[]>> = {
  "quick-start": [
    "execute_tool lookup_order - -",
    /^chat gpt-5-mini 2091 0\.0001\d+$/m,
    "invoke_agent helper 2091 -",
    "session - -",
  ],
  streaming: [
    "Your parcel is on its way.\n",
    "chat gpt-5-mini: first chunk timed, output tokens 7 (reported)\n",
    /^chat gpt-5-mini: first chunk timed, output tokens \d+ \(estimated\)$/m,
  ],
  "wrapped-client": [
    "the very client: true\n",
    "Your parcel is on its way.\n",
    "chat gpt-5-mini inside invoke_agent helper: 7 output tokens\n  retries: 1\n",
    "invoke_agent helper inside nothing: 7 output tokens\n",
  ],
  "record-and-replay": [
    "recorded:\n  the tool runs\n  Your parcel is in Lyon.\n  without the key in the file\n",
    "played, with no model anywhere:\n  Your parcel is in Lyon.\nasked",
    /differs first at body\.messages\[0\]\.content: recorded "Where is my parcel\?.*now "Who are you\?/,
  ],
  budgets: [
    /^budget warned: \$0\.004\d of \$0\.005$/m,
    /^stopped after 8 calls: the budget "one session" is used up: 0\.0052 of 0\.005 US dollars$/m,
    "the session ended for: budget\n",
  ],
  "zero-code": [
    "the agent said: Your parcel is on its way.\n",
    /^plain-agent: chat gpt-5-mini, 7 output tokens, \$0\.0\d+$/m,
  ],
  "events-and-outcomes": [
    "agentscribe.decision  in the task's trace",
    "agentscribe.file.operation  in the task's trace",
    "gen_ai.evaluation.result  in the task's trace",
    "agentscribe.task.outcome success in the task's trace",
    "agentscribe.task.late_outcome regressed in the task's trace",
    "agentscribe.tasks 1\n",
    "agentscribe.task.late_outcomes 1\n",
  ],
  testing: [
    'task triage\n  llm gpt-5-mini · "high" · in 8, out 1 tokens · $0.000004\n  decision severity: high\n',
    '  tool page_someone · { report: "the shop is down" } · → { value: "paged" }',
    /^. pass 2$/m,
  ],
  cost: [
    /^openai\/gpt-5-mini: \$0\.0\d+ table ok$/m,
    "acme/large: $0.012400 override ok",
    "acme/unheard-of: no price (unknown_provider)",
    "recorded: $0.012400, 1 call without a price",
  ],
  "capture-and-redaction": [
    /content: none\n {2}sent: undefined\n {2}got: {2}undefined/,
    /content: prompts\n {2}sent: .*\[REDACTED:email\], order \[order\], key \[REDACTED:api-key\].*\n {2}got: {2}undefined/,
    /content: full\n {2}sent: .*\n {2}got: .*Order \[order\] is delivered\./,
  ],
  "several-destinations": [
    "over http/protobuf (traces, events, metrics) and",
    "over http/json (traces, metrics); content: full",
    /^team: \/v1\/logs \/v1\/metrics \/v1\/traces; application\/x-protobuf; prompt .*Where is my order\?/m,
    "finance: /v1/metrics /v1/traces; application/json; prompt withheld",
    "team traces 1 0\n",
    "finance traces 1 0\n",
  ],
  "host-mode": [
    "to the application's OpenTelemetry providers; content: none",
    "POST /chat inside nothing, by shop",
    "invoke_agent helper inside POST /chat, by agentscribe",
    "chat gpt-5-mini inside invoke_agent helper, by agentscribe",
    "SELECT orders inside invoke_agent helper, by shop",
    "service: shop, mode: host",
  ],
  "child-process": [
    "parent: session inside nothing, session thread-3",
    "parent: invoke_agent lead inside session, session thread-3",
    "child: invoke_agent worker inside invoke_agent lead, session thread-3",
    "child: execute_tool search inside invoke_agent worker, session thread-3",
    "1 trace\n",
  ],
  "injected-exporter": [
    "injected to custom (traces)",
    "injected chat gpt-5-mini 30",
    "injected invoke_agent helper 30",
    "/v1/traces application/json\n",
  ],
  "opt-out": [
    "agentscribe: off (TELEMETRY_ENABLED=false); nothing is recorded: the agent works as before",
    "agentscribe: off (DO_NOT_TRACK=1); nothing is recorded: the agent works as before",
    "agentscribe: off (OTEL_SDK_DISABLED=true); nothing is recorded: the agent works as before",
    "[ 'execute_tool seen' ]",
  ],
  "own-events": [
    "shop.refund late 12.5 undefined",
    "shop.refund broken 30 undefined",
    "shop.refunds broken=30 late=12.5",
  ],
  "manual-scopes": [
    "chat gpt-5-mini 0\n",
    "execute_tool search 2 RangeError",
    "invoke_agent helper 0\n",
    "session 0\n",
    "task forgotten 0 unfinished",
    "\n1 1\n",
  ],
};

describe("examples", () => {
  it("are all run here or by the test of the demo", () => {
    const files = readdirSync(new URL("../../../examples", import.meta.url)).filter((file) => file.endsWith(".ts"));

    expect(files.sort()).toEqual([...Object.keys(STORIES), "demo"].map((name) => `${name}.ts`).sort());
  });

  it.each(Object.entries(STORIES))("%s prints what it shows and exits with 0", async (name, expected) => {
    const { code, stdout, stderr } = await runExample(name);

    expect(stderr).toBe("");
    expect(code).toBe(0);
    for (const text of expected) expect(stdout).toMatch(text);
  });
});
