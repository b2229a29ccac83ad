/**
 * A support agent, recorded from end to end: `npm run demo`.
 *
 * It starts an OTLP backend and a scripted model on this machine and needs no key and no network. With `OPENAI_API_KEY` set, OpenAI answers
 * instead, or what `OPENAI_BASE_URL` names, with the model of `OPENAI_MODEL` (`gpt-5-mini` when it is not set).
 */
import { setTimeout as sleep } from "node:timers/promises";
import { init } from "agentscribe";
import { wrapOpenAI } from "agentscribe/openai";
import OpenAI from "openai";
import { missingFromDemo } from "./support/demo-checks.ts";
import { TRIAGE_SCRIPT } from "./support/model/triage-script.ts";
import { startModelServer } from "./support/model-server.ts";
import { startReceiver } from "./support/otlp-receiver.ts";
import { summarizeReceived } from "./support/received-summary.ts";
import { runTriage } from "./support/triage-agent.ts";

const backend = await startReceiver();
const scripted = process.env.OPENAI_API_KEY ? undefined : await startModelServer({ script: TRIAGE_SCRIPT });
const client = wrapOpenAI(new OpenAI(scripted && { apiKey: "none", baseURL: scripted.url }));
const model = process.env.OPENAI_MODEL ?? "gpt-5-mini";

const telemetry = init({
  service: { name: "triage-bot", version: "1.4.0" },
  debug: true,
  exporters: [{ url: backend.url }],
});
const description = telemetry.describe();
const isRecorded = telemetry.enabled;

const approve = async (): Promise<boolean> => {
  await sleep(150); // A person reads the answer.
  return true;
};
const { answer, outcome } = await runTriage({ telemetry, client, model, approve });
const report = await telemetry.shutdown();
const { totals } = telemetry.snapshot();
const { mode, accepted, delivered, retries, dropped, problems } = telemetry.health();
await Promise.all([backend.close(), scripted?.close()]);

const { inputTokens, cacheReadTokens, outputTokens, reasoningTokens } = totals.usage;
console.log(`
The agent answered
  ${answer}

What the backend received
  ${isRecorded ? summarizeReceived(backend).join("\n  ") : `${backend.requests.length} requests`}

What it took
  ${totals.inferenceCalls} model calls (${totals.retries} retry), ${totals.toolCalls} tool calls, ${totals.errors} errors
  ${inputTokens} tokens in (${cacheReadTokens} cached), ${outputTokens} out (${reasoningTokens} reasoning)
  $${totals.costUsd.toFixed(5)}${totals.unpricedCalls > 0 ? ` and ${totals.unpricedCalls} calls without a price` : ""}
  outcome: ${outcome}

describe()
  ${description}

health()
  ${JSON.stringify({ mode, accepted, delivered, retries, dropped, problems })}
`);

const missing = isRecorded ? missingFromDemo({ backend, scripted, description, totals, report }) : [];
for (const what of missing) console.error(`missing: ${what}`);
if (missing.length > 0 || (!isRecorded && backend.requests.length > 0)) process.exitCode = 1;
