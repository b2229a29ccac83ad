import type { ModelRequest, ModelTurn } from "agentscribe/testing";

/** One step of a script: the first whose condition holds, and that is not used up, answers. */
export interface Step {
  /** @defaultValue any request */
  readonly when?: StepCondition;
  /** How many requests the step answers. @defaultValue any number */
  readonly times?: number;
  readonly reply: ModelTurn | ((request: ModelRequest) => ModelTurn);
}

/** All that is given must hold. */
export interface StepCondition {
  /** The model's name, or a pattern of it. */
  readonly model?: string | RegExp;
  /** Text contained in the last message, or a pattern of it. */
  readonly lastMessage?: string | RegExp;
  readonly lastRole?: string;
  /** Number of the request to the server, from 1. */
  readonly call?: number;
  /** Results of tools since the last message of the user. */
  readonly toolResults?: number;
  /** True when the request offers tools. */
  readonly hasTools?: boolean;
}

/** Makes a function that finds the reply to each request in turn; `undefined` when no step answers. */
export function followScript(script: readonly Step[]): (request: ModelRequest) => ModelTurn | undefined {
  const used = new Map<Step, number>();
  return (request) => {
    const step = script.find(
      (candidate) => (used.get(candidate) ?? 0) < (candidate.times ?? Infinity) && holds(candidate.when, request),
    );
    if (step === undefined) return undefined;
    used.set(step, (used.get(step) ?? 0) + 1);
    return typeof step.reply === "function" ? step.reply(request) : step.reply;
  };
}

function holds(when: StepCondition = {}, request: ModelRequest): boolean {
  return (
    (when.model === undefined ||
      (typeof when.model === "string" ? when.model === request.model : when.model.test(request.model))) &&
    (when.lastMessage === undefined ||
      (typeof when.lastMessage === "string"
        ? request.lastMessage.includes(when.lastMessage)
        : when.lastMessage.test(request.lastMessage))) &&
    (when.lastRole === undefined || when.lastRole === request.lastRole) &&
    (when.call === undefined || when.call === request.call) &&
    (when.toolResults === undefined || when.toolResults === request.toolResults) &&
    (when.hasTools === undefined || when.hasTools === request.tools.length > 0)
  );
}
