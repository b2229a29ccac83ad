import { encodeLogRecordForPolicies } from "../export/encode/log-record.ts";
import { recordWriter } from "../export/encode/record-writer.ts";
import { encodeSpanForPolicies } from "../export/encode/span.ts";
import { guard } from "../internal/guard.ts";
import { outside } from "../internal/outside.ts";
import { realTimers } from "../internal/real-timers.ts";
import { createMetricAggregator } from "../metrics/aggregator.ts";
import { resolveCapture } from "../privacy/capture-policy.ts";
import { createContentFilter } from "../privacy/content.ts";
import { createNameFilter } from "../privacy/names.ts";
import { createRedactor } from "../privacy/redactor.ts";
import { createRecordClient, type RecordClient } from "../record/client.ts";
import { OWN_SCOPE } from "../record/own-scope.ts";
import type { RecorderPorts } from "../record/ports.ts";
import { Recorder } from "../record/recorder.ts";
import type { Clock } from "../trace/clock.ts";
import { createIds } from "../trace/ids.ts";
import { DEFAULT_SPAN_LIMITS } from "../trace/limits.ts";
import { alwaysOn } from "../trace/sampler.ts";
import { createTracer } from "../trace/tracer.ts";
import { createContentGate } from "./content-gate.ts";
import { ownSpans } from "./own/spans.ts";

/** A process that records for no longer has no use for it. */
const DELAY_MILLIS = 1_000;

let example: readonly unknown[] | undefined;

/**
 * Keeps, from a second from now on and for as long as the process lives, one of each object that recording makes for a piece of work. To be called when
 * the first one starts.
 *
 * The code that V8 compiled for such objects is thrown away by a full collection that finds none of them alive, as one does that comes while the
 * agent waits: the thousand calls after it take a quarter longer. What is kept is an example that is recorded to nowhere.
 *
 * @returns what ends the waiting
 */
export function keepExampleWork(ports: RecorderPorts, clock: Clock): () => void {
  const { context, diag } = ports;
  const record = (): void => {
    if (example !== undefined) return;
    // In no scope of the application, which would be kept with it, nor in the request that its work was the first of.
    const inRoot = (): readonly unknown[] => context.with(context.root, () => recordExample(ports, clock));
    example = guard(diag, "example", inRoot, []);
  };
  const timer = outside(() => realTimers.setTimeout(record, DELAY_MILLIS));
  timer.unref();
  return () => realTimers.clearTimeout(timer);
}

function recordExample({ pricing, context, newId, diag, semconv }: RecorderPorts, clock: Clock): readonly unknown[] {
  const kept: unknown[] = [];
  const everything = [() => true];
  const keep = (record: unknown, encode: () => unknown): void => {
    recordWriter.mark();
    kept.push(record, encode());
    recordWriter.rewind();
  };
  const tracer = createTracer({
    scope: OWN_SCOPE,
    limits: DEFAULT_SPAN_LIMITS,
    clock,
    ids: createIds(),
    sampler: alwaysOn,
    onEnd: (record) => keep(record, () => encodeSpanForPolicies(record, everything)),
  });
  const policy = resolveCapture("full", {}, () => {});
  const recorder = new Recorder(
    {
      pricing,
      context,
      clock,
      newId,
      diag,
      semconv,
      spans: ownSpans(tracer),
      metrics: createMetricAggregator({ temporality: "delta", now: () => clock.now(), diag }),
      events: { emit: (record) => keep(record, () => encodeLogRecordForPolicies(record, everything)) },
      // Nothing of the application is told of it: no redaction of its own, no sink, no observer.
      content: createContentGate(createContentFilter({ policy, redactor: createRedactor() }), policy, undefined),
      names: createNameFilter(),
      settle: (work) => {
        work();
        return false;
      },
      awaitsPrices: () => false,
      observers: [],
      env: {},
    },
    {},
  );
  kept.push(recorder, work(createRecordClient(recorder)));
  return kept;
}

/** Turns of an agent, in both ways in which a call is told. */
function work(client: RecordClient): readonly unknown[] {
  const session = client.startSession({ id: "example" });
  const agent = client.startAgent({ name: "example", parent: session });
  const step = client.startStep({ name: "example", parent: agent });
  const answered = client.startLlm({ provider: "openai", model: "gpt-5", input: MESSAGES.slice(0, 1), parent: agent });
  answered.response(ANSWER);
  const tool = client.startTool({ name: "example", callId: "call_1", arguments: {}, parent: agent });
  tool.result("");
  const told = client.startLlm({ provider: "openai", model: "gpt-5", input: MESSAGES, parent: step });
  told.set({ "app.example": true });
  told.usage({ inputTokens: 10, outputTokens: 5, cacheReadTokens: 4, reasoningTokens: 3 });
  told.finish("stop");
  told.output(MESSAGES.slice(1));
  // What follows the result of a function stays for as long as the function does.
  const following = client.llm({ provider: "openai", parent: agent }, () => new Promise<void>(() => {}));
  const scopes = [told, tool, answered, step, agent, session];
  for (const scope of scopes) scope.end();
  return [...scopes, following];
}

const MESSAGES = [
  { role: "user", content: "Where is my parcel?" },
  { role: "assistant", content: "On its way." },
];
const ANSWER = {
  id: "chatcmpl-1",
  object: "chat.completion",
  model: "gpt-5",
  choices: [{ index: 0, finish_reason: "stop", message: MESSAGES[1] }],
  usage: {
    prompt_tokens: 10,
    completion_tokens: 5,
    prompt_tokens_details: { cached_tokens: 4 },
    completion_tokens_details: { reasoning_tokens: 3 },
  },
};
