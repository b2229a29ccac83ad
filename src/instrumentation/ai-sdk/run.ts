import { attempt } from "../../internal/attempt.ts";
import { outside } from "../../internal/outside.ts";
import { realTimers } from "../../internal/real-timers.ts";
import { readError } from "../../providers/index.ts";
import type { RecordClient } from "../../record/client.ts";
import type { AgentHandle } from "../../record/scopes/agent.ts";
import type { LlmCall, LlmOptions } from "../../record/scopes/llm.ts";
import type { ToolHandle } from "../../record/scopes/tool.ts";
import { recordApprovals } from "./approvals.ts";
import { type CallEnd, ModelCall, type RequestCall } from "./model-call.ts";
import { ALL_PARTS, type RecordedParts } from "./recorded-parts.ts";
import { RefusedCall } from "./refused-call.ts";

/** A run whose model has answered, and of which nothing was heard for this long, has no reader any more. */
const UNREAD_MILLIS = 600_000;

export interface RunOptions {
  /** Identifier that the application gave the function: `functionId`. */
  readonly name: string | undefined;
  readonly input?: unknown;
  readonly system?: unknown;
  readonly identity?: Identity;
  /** @defaultValue all */
  readonly parts?: RecordedParts;
  /** A request that broke in mid-stream may be made again: the run waits for a moment before it ends with it. */
  readonly mayRepeatStreams?: boolean;
  /** Its answers are read as streams, and nobody may read them. */
  readonly isStream?: boolean;
  /** Told once when the run is over. */
  readonly onClose?: () => void;
}

/** Who a run is for, as the application says; nothing is made up. */
export interface Identity {
  readonly userId?: string;
  readonly conversationId?: string;
}

export interface StartedTool {
  readonly name: string;
  readonly callId: unknown;
  readonly arguments?: unknown;
}

/** One call of `generateText`, `streamText` and their kin: an agent's run with the requests and tools inside. */
export class Run {
  readonly client: RecordClient;
  readonly root: AgentHandle;
  readonly #onClose: (() => void) | undefined;
  readonly #mayRepeatStreams: boolean;
  readonly #isStream: boolean;
  readonly #parts: RecordedParts;
  #call: RequestCall | undefined;
  /** Why the last request failed, unless another followed. */
  #failure: { readonly error: unknown } | undefined;
  readonly #tools = new Map<unknown, ToolHandle>();
  #unread: NodeJS.Timeout | undefined;
  #isClosed = false;

  constructor(
    client: RecordClient,
    { name, input, system, identity = {}, onClose, mayRepeatStreams = false, isStream = false, parts }: RunOptions,
  ) {
    this.client = client;
    this.#onClose = onClose;
    this.#mayRepeatStreams = mayRepeatStreams;
    this.#isStream = isStream;
    this.#parts = parts ?? ALL_PARTS;
    const { userId, conversationId } = identity;
    this.root = client.startAgent({
      ...(name !== undefined && { name }),
      ...(conversationId !== undefined && { conversationId }),
      ...(input !== undefined && { input }),
      ...(system !== undefined && { system }),
      ...(userId !== undefined && { attributes: { "user.id": userId } }),
    });
    if (userId !== undefined) this.root.run(() => client.setContext({ "user.id": userId }));
    attempt(() => this.root.run(() => recordApprovals(client, input)));
  }

  /** The call of the next request. An attempt that follows a failed one belongs to the call of that one. */
  call(options: () => LlmOptions): RequestCall {
    const open = this.#call;
    if (open?.isOver === false && open.failure !== undefined) return open;
    const refusal = this.client.refusal?.({ parent: this.root });
    const startTime = this.client.now();
    const made: RequestCall =
      refusal === undefined
        ? new ModelCall(this.#startLlm(options()), (end) => this.#called(made, end), true, this.#parts)
        : new RefusedCall(
            refusal,
            () => this.#startLlm({ ...options(), startTime }),
            (end) => this.#called(made, end),
            this.#parts,
          );
    realTimers.clearTimeout(this.#unread);
    this.#call = made;
    this.#failure = undefined;
    return made;
  }

  #startLlm(options: LlmOptions): LlmCall {
    return this.client.startLlm({ ...options, parent: this.root });
  }

  /** Starts the execution of a tool. It ends by {@link endTool}, or with the run. */
  startTool({ name, callId, arguments: args }: StartedTool): ToolHandle {
    realTimers.clearTimeout(this.#unread);
    const id = typeof callId === "string" ? callId : undefined;
    const handle = this.client.startTool({
      name,
      parent: this.root,
      ...(id !== undefined && { callId: id }),
      ...(args !== undefined && { arguments: args }),
    });
    this.#tools.set(callId, handle);
    return handle;
  }

  endTool(callId: unknown, { output, error }: { readonly output?: unknown; readonly error?: unknown }): void {
    const handle = this.#tools.get(callId);
    this.#tools.delete(callId);
    if (output !== undefined && this.#parts.outputs) handle?.result(output);
    handle?.end(error === undefined ? undefined : { error });
    this.#mayBeUnread();
  }

  /** The run failed; it may still have something to say before it ends. */
  failed(error: unknown): void {
    this.root.error(error);
  }

  /** The run was called off. By an error that is no abort, such as that its time is up, it failed with its open request. */
  calledOff(reason: unknown): void {
    if (!(reason instanceof Error) || readError(reason).isAbort === true) {
      this.close("cancelled");
      return;
    }
    if (this.#call?.isOver === false) this.#call.fail(reason);
    this.failed(reason);
    this.close();
  }

  /**
   * Ends the run and what is still open in it: a failed attempt that nobody repeats, a stream that nobody reads.
   *
   * @param endTime - when it was over, if that was not now
   */
  close(how: "finished" | "cancelled" = "finished", endTime?: number): void {
    if (this.#isClosed) return;
    this.#isClosed = true;
    realTimers.clearTimeout(this.#unread);
    const call = this.#call;
    if (call?.isOver === false) attempt(() => (call.failure === undefined ? call.cancel() : call.giveUp()));
    for (const callId of [...this.#tools.keys()]) this.endTool(callId, {});
    if (this.#failure !== undefined) this.failed(this.#failure.error);
    this.root.end({ ...(how === "cancelled" && { reason: "aborted" }), ...(endTime !== undefined && { endTime }) });
    attempt(() => this.#onClose?.());
  }

  /** The AI SDK tells of the end of a stream when it is read to its end, and of nothing else when it is not. */
  #mayBeUnread(): void {
    realTimers.clearTimeout(this.#unread);
    if (!this.#isStream || this.#isClosed || this.#tools.size > 0) return;
    const endTime = this.client.now();
    this.#unread = outside(() => realTimers.setTimeout(() => this.close("cancelled", endTime), UNREAD_MILLIS));
    this.#unread.unref();
  }

  /** A request that did not come to its end was the last one, unless another starts at once: the AI SDK says nothing of a stream that is left. */
  #called(call: RequestCall, end: CallEnd): void {
    if (end.how === "answered") {
      this.#mayBeUnread();
      return;
    }
    if (end.how === "failed") this.#failure = end;
    const close = (): void => {
      if (this.#call === call) this.close(end.how === "cancelled" ? "cancelled" : "finished");
    };
    if (this.#mayRepeatStreams) realTimers.setImmediate(close).unref();
    else close();
  }
}
