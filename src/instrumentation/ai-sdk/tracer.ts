import { AsyncLocalStorage } from "node:async_hooks";
import type { Span, Tracer } from "@opentelemetry/api";
import { attempt } from "../../internal/attempt.ts";
import { isPromise } from "../../internal/is-promise.ts";
import { readPath } from "../read-path.ts";
import { recordingClient } from "../recording-client.ts";
import { belongsToCall } from "./claims.ts";
import { identityIn } from "./identity.ts";
import { factsOfModel, llmOptions, type ModelFacts, namedModel } from "./model-facts.ts";
import { ALL_PARTS, type RecordedParts } from "./recorded-parts.ts";
import { Run } from "./run.ts";
import { jsonAttribute, metadataIn, settingsIn, spanKindOf } from "./span-kinds.ts";
import { type WrittenSpan, writtenSpan } from "./tracer-span.ts";

type Work = (span: Span) => unknown;

/** The run that code is inside of, for tracers that serve several calls. */
const runs = new AsyncLocalStorage<Run>();

/**
 * A tracer for AI SDK 5 and 6 that makes a scope of each span. The SDK runs the work of a span as a function of the tracer, so what the model
 * answered passes through here as it is: with the usage of its provider, and with its stream.
 */
export class AiSdkTracer implements Tracer {
  readonly #parts: RecordedParts;
  readonly #model: unknown;
  /** The only run of this tracer; none once it served several calls, which are then told apart by their context. */
  #only: Run | undefined;
  #served = 0;

  /**
   * @param parts - of the calls that it serves
   * @param model - what they were given to ask, where that is known: it says where its requests go
   */
  constructor(parts: RecordedParts = ALL_PARTS, model?: unknown) {
    this.#parts = parts;
    this.#model = model;
  }

  startSpan(): Span {
    return writtenSpan(undefined).span;
  }

  startActiveSpan<F extends (span: Span) => unknown>(name: string, ...args: readonly unknown[]): ReturnType<F> {
    const work = args.at(-1) as Work;
    const attributes = args.length > 1 ? readPath(args[0], "attributes") : undefined;
    return (attempt(() => this.#plan(name, attributes)) ?? withoutScope)(work) as ReturnType<F>;
  }

  /** How to run the work of a span; absent when it is no work of ours. */
  #plan(name: string, attributes: unknown): ((work: Work) => unknown) | undefined {
    const span = spanKindOf(name);
    if (span?.kind === "run") return this.#run(attributes, span.isStream);
    if (span?.kind === "embeddings") return embeddings(attributes, this.#model);
    const run = this.#only ?? runs.getStore();
    if (run === undefined) return undefined;
    if (span?.kind === "request") return request(run, attributes, this.#model, span.isStream);
    return span?.kind === "tool" ? tool(run, attributes) : undefined;
  }

  #run(attributes: unknown, isStream: boolean): ((work: Work) => unknown) | undefined {
    this.#served += 1;
    this.#only = undefined;
    const client = recordingClient();
    if (client === undefined || belongsToCall(client)) return undefined;
    const name = readPath(attributes, "ai.telemetry.functionId");
    const prompt = jsonAttribute(attributes, "ai.prompt");
    const run = new Run(client, {
      name: typeof name === "string" ? name : undefined,
      input: readPath(prompt, "messages") ?? readPath(prompt, "prompt"),
      system: readPath(prompt, "system"),
      identity: identityIn(metadataIn(attributes)),
      parts: this.#parts,
      isStream,
    });
    if (this.#served === 1) this.#only = run;
    return (work) => {
      // A failed run ends its span before its error comes out: the error itself is waited for.
      const written = writtenSpan(run.root, () => {
        attempt(() => answered(run, written));
        if (written.exception() === undefined) run.close();
      });
      const result = run.root.run(() => runs.run(run, () => work(written.span)));
      if (isPromise(result)) {
        result.then(undefined, (error: unknown) => {
          run.failed(error);
          run.close();
        });
      }
      return result;
    };
  }
}

/** What the run answered, as the SDK says it at the end: nothing where it was told not to record outputs. */
function answered(run: Run, written: WrittenSpan): void {
  const content = written.attribute("ai.response.text") ?? written.attribute("ai.response.object");
  if (typeof content === "string" && content !== "") run.root.output([{ role: "assistant", content }]);
}

function withoutScope(work: Work): unknown {
  return work(writtenSpan(undefined).span);
}

/** What the given model says, where it is the one that a span names: a step may ask another. */
function modelIn(attributes: unknown, given: unknown): ModelFacts {
  const [provider, id] = [readPath(attributes, "ai.model.provider"), readPath(attributes, "ai.model.id")];
  const isGiven = typeof provider === "string" && readPath(given, "provider") === provider;
  return isGiven && readPath(given, "modelId") === id ? factsOfModel(given) : namedModel(provider, id);
}

function request(run: Run, attributes: unknown, given: unknown, isStream: boolean): (work: Work) => unknown {
  const model = modelIn(attributes, given);
  const call = run.call(() => llmOptions(model, settingsIn(attributes), isStream));
  return (work) => call.attempt(() => work(writtenSpan(run.root).span) as PromiseLike<unknown>);
}

function tool(run: Run, attributes: unknown): (work: Work) => unknown {
  const [name, callId] = [readPath(attributes, "ai.toolCall.name"), readPath(attributes, "ai.toolCall.id")];
  const handle = run.startTool({
    name: typeof name === "string" ? name : "unknown",
    callId,
    arguments: jsonAttribute(attributes, "ai.toolCall.args"),
  });
  return (work) => {
    const written = writtenSpan(handle);
    const settle = (value: unknown): void => {
      const error = readPath(value, "type") === "tool-error" ? readPath(value, "error") : written.exception();
      const output =
        readPath(value, "output") ?? attempt(() => JSON.parse(String(written.attribute("ai.toolCall.result"))));
      run.endTool(callId, error === undefined ? { output } : { error });
    };
    const result = handle.run(() => work(written.span));
    if (isPromise(result)) result.then(settle, (error: unknown) => run.endTool(callId, { error }));
    else settle(result);
    return result;
  };
}

function embeddings(attributes: unknown, given: unknown): ((work: Work) => unknown) | undefined {
  const client = recordingClient();
  if (client === undefined || belongsToCall(client)) return undefined;
  const { model, ...facts } = modelIn(attributes, given);
  const values = readPath(attributes, "ai.values");
  const options = { ...facts, ...(model !== undefined && { model }), ...(Array.isArray(values) && { input: values }) };
  return (work) => client.embeddings(options, async () => await work(writtenSpan(undefined).span));
}
