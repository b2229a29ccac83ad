import { attempt } from "../../internal/attempt.ts";
import type { RecordClient } from "../../record/client.ts";
import type { ScopeHandle } from "../../record/scope-handle.ts";
import { readPath } from "../read-path.ts";
import { recordingClient } from "../recording-client.ts";
import { interruptRun, metadataOf, type Run, scopeOf } from "../runs.ts";
import { abortIn } from "./aborts.ts";
import { outputOf, startChain } from "./chains.ts";
import { noteRoot, streamedHere } from "./context.ts";
import { endModel, failModel, startModel, tokenOfModel } from "./model-runs.ts";
import { callOff, endCalledOff, isCalledOff } from "./open-calls.ts";
import { langchainRuns } from "./runs.ts";
import { argumentsOf, documentsOf, nameOfTool, resultOf, toolCallIdOf, topKOf } from "./tools.ts";

/** The name under which LangChain knows the handler. */
export const HANDLER_NAME = "agentscribe";

/**
 * A callback handler of LangChain that records runs as scopes: chains and graphs, agents, tools, retrievers and models. Pass it as
 * `callbacks: [new AgentscribeCallbackHandler()]`, or have `instrumentLangChain()` add one to every run.
 *
 * It is no subclass of LangChain's, which knows handlers by what they have. Nothing it does throws or waits.
 */
export class AgentscribeCallbackHandler {
  readonly name: string = HANDLER_NAME;
  /** Runs begin and end when they do, not when a queue comes round to it. */
  readonly awaitHandlers: boolean = true;
  readonly raiseError: boolean = false;
  /** True where models of both kinds are observed themselves. */
  ignoreLLM = false;
  readonly #observed = { chat: false, text: false };
  readonly ignoreChain: boolean = false;
  readonly ignoreAgent: boolean = false;
  readonly ignoreRetriever: boolean = false;
  readonly ignoreCustomEvent: boolean = true;

  copy(): this {
    return this;
  }

  /** Leaves the models of a kind alone, whose calls are recorded where they are made. */
  ignoreModels(observed: { readonly chat: boolean; readonly text: boolean }): void {
    Object.assign(this.#observed, observed);
    this.ignoreLLM = observed.chat && observed.text;
  }

  handleChainStart(
    chain: unknown,
    inputs: unknown,
    runId: string,
    parentRunId?: string,
    tags?: unknown,
    metadata?: unknown,
    _runType?: unknown,
    name?: unknown,
  ): void {
    const parent = langchainRuns.get(parentRunId);
    // What is inside a run that is over has its metadata from there.
    const around = parent === undefined && parentRunId !== undefined ? metadata : metadataOf(parent);
    const runnable = streamedHere();
    this.#start(runId, parentRunId, (client, within) =>
      startChain(client, {
        chain,
        runnable,
        inputs,
        tags,
        metadata,
        around,
        name,
        isRoot: parent === undefined,
        within,
      }),
    );
    const run = langchainRuns.get(runId);
    if (run !== undefined) run.metadata = metadata;
    noteRoot(runId);
  }

  handleChainEnd(outputs: unknown, runId: string): void {
    this.#close(runId, (own, run) => {
      const output = outputOf(outputs);
      const setOutput = readPath(own, "output");
      if (output !== undefined && typeof setOutput === "function") Reflect.apply(setOutput, own, [output]);
      own.end(run.isInterrupted ? { reason: "interrupted" } : {});
    });
  }

  handleChainError(error: unknown, runId: string): void {
    this.#fail(error, runId);
  }

  handleToolStart(
    tool: unknown,
    input: unknown,
    runId: string,
    parentRunId?: string,
    _tags?: unknown,
    _metadata?: unknown,
    name?: unknown,
    toolCallId?: unknown,
  ): void {
    this.#start(runId, parentRunId, (client, within) =>
      client.startTool({
        name: nameOfTool(tool, name),
        arguments: argumentsOf(input),
        ...(typeof toolCallId === "string" && { callId: toolCallId }),
        ...(within !== undefined && { within }),
      }),
    );
  }

  handleToolEnd(output: unknown, runId: string): void {
    this.#close(runId, (own) => {
      const callId = toolCallIdOf(output);
      if (callId !== undefined) own.set({ "gen_ai.tool.call.id": callId });
      const result = resultOf(output);
      const setResult = readPath(own, "result");
      if (result !== undefined && typeof setResult === "function") Reflect.apply(setResult, own, [result]);
      own.end(readPath(output, "status") === "error" ? { error: { name: "ToolError" } } : {});
    });
  }

  handleToolError(error: unknown, runId: string): void {
    this.#fail(error, runId);
  }

  handleRetrieverStart(
    retriever: unknown,
    query: unknown,
    runId: string,
    parentRunId?: string,
    _tags?: unknown,
    metadata?: unknown,
  ): void {
    const topK = topKOf(retriever, metadata);
    this.#start(runId, parentRunId, (client, within) =>
      client.startRetrieval({
        ...(typeof query === "string" && { query }),
        ...(topK !== undefined && { topK }),
        ...(within !== undefined && { within }),
      }),
    );
  }

  handleRetrieverEnd(documents: unknown, runId: string): void {
    langchainRuns.close(runId, (own) => {
      const setDocuments = readPath(own, "documents");
      if (typeof setDocuments === "function") Reflect.apply(setDocuments, own, [documentsOf(documents)]);
      own.end();
    });
  }

  handleRetrieverError(error: unknown, runId: string): void {
    this.#fail(error, runId);
  }

  handleChatModelStart(
    model: unknown,
    messages: unknown,
    runId: string,
    parentRunId?: string,
    extra?: unknown,
    _tags?: unknown,
    metadata?: unknown,
  ): void {
    if (this.#observed.chat) return;
    attempt(() =>
      startModel(runId, { model, input: readPath(messages, "0"), parentRunId, extra, metadata, operation: "chat" }),
    );
  }

  handleLLMStart(
    model: unknown,
    prompts: unknown,
    runId: string,
    parentRunId?: string,
    extra?: unknown,
    _tags?: unknown,
    metadata?: unknown,
  ): void {
    if (this.#observed.text) return;
    attempt(() =>
      startModel(runId, { model, input: prompts, parentRunId, extra, metadata, operation: "text_completion" }),
    );
  }

  handleLLMNewToken(
    _token: unknown,
    _index: unknown,
    runId: string,
    _parentRunId?: string,
    _tags?: unknown,
    fields?: unknown,
  ): void {
    attempt(() => tokenOfModel(runId, readPath(fields, "chunk")));
  }

  handleLLMEnd(output: unknown, runId: string, _parentRunId?: string, _tags?: unknown, extra?: unknown): void {
    attempt(() => endModel(runId, output, readPath(extra, "cached") === true));
  }

  handleLLMError(error: unknown, runId: string): void {
    attempt(() => failModel(runId, error));
  }

  #start(
    runId: string,
    parentRunId: string | undefined,
    start: (client: RecordClient, within: ScopeHandle | undefined) => ScopeHandle | undefined,
  ): void {
    attempt(() => {
      const client = recordingClient();
      if (client === undefined || langchainRuns.get(runId) !== undefined) return;
      langchainRuns.open(runId, parentRunId, start(client, scopeOf(langchainRuns.get(parentRunId))));
    });
  }

  #close(runId: string, end: (own: ScopeHandle, run: Run) => void): void {
    attempt(() => {
      const run = langchainRuns.get(runId);
      if (run !== undefined) endCalledOff(run);
    });
    langchainRuns.close(runId, end);
  }

  /**
   * LangGraph ends nodes by errors of its own to wait for a person or to go elsewhere: these are no failures. A run that was called off ends with
   * all that is open inside; of one that fails by what was called off inside it, the rest goes on.
   */
  #fail(error: unknown, runId: string): void {
    attempt(() => {
      const run: Run | undefined = langchainRuns.get(runId);
      const name = readPath(error, "name");
      if (name === "GraphInterrupt" || name === "NodeInterrupt") interruptRun(run);
      const isDetour = readPath(error, "is_bubble_up") === true;
      if (run !== undefined && !isDetour && isCalledOff(run)) callOff(run, { error: abortIn(error) ?? error });
      this.#close(runId, (own) => {
        if (run?.isInterrupted === true && isDetour) own.end({ reason: "interrupted" });
        else if (isDetour) own.end();
        else own.end({ error, ...(name === "GraphRecursionError" && { reason: "max_turns" }) });
      });
    });
  }
}

/** A handler of one's own for `callbacks: [langchainHandler()]`. */
export function langchainHandler(): AgentscribeCallbackHandler {
  return new AgentscribeCallbackHandler();
}
