import type { ScopeHandle } from "../../record/scope-handle.ts";
import type { StartedScope } from "./scopes.ts";
import type { MastraSpan } from "./span-types.ts";

/** A span of Mastra that began and did not end. */
export interface OpenSpan {
  readonly id: string;
  span: MastraSpan;
  readonly parent: OpenSpan | undefined;
  /** Absent for a span that no scope stands for. */
  scope: StartedScope | undefined;
  /** What runs inside is inside this; absent outside any scope of Mastra's. */
  inside: ScopeHandle | undefined;
  /** The model call under way below a generation or its step: Mastra runs the model in the context of the step. */
  inference?: OpenSpan | undefined;
  /** A generation in which a model was asked. */
  hasAsked?: boolean;
  /** A generation in which a tool began. */
  hasTool?: boolean;
  /** When the first tool that a model call asked for began, in milliseconds since 1970: the model had answered by then. */
  toolsFrom?: number | undefined;
  /** The generation around a model call says that its caller called it off. */
  isAborted?: boolean;
  /** Ends the last model call of an agent, which failed with an error that Mastra tells at the agent's end alone. */
  settle?: ((error: unknown) => void) | undefined;
  /** Is told when nobody can end a run any more. */
  left?: { readonly cancelled: () => void };
}

/** The generation that a span is a part of, or a step of it. */
export function generationAround({ parent }: Pick<OpenSpan, "parent">): OpenSpan | undefined {
  return [parent, parent?.parent].find((one) => one?.span.type === "model_generation");
}

export function modelSpansAbove(open: OpenSpan): readonly OpenSpan[] {
  const above = [open.parent, open.parent?.parent];
  return above.filter((one) => one?.span.type === "model_step" || one?.span.type === "model_generation") as OpenSpan[];
}

/** The agent that a span is a part of. */
export function agentAround(open: OpenSpan): OpenSpan | undefined {
  let at = open.parent;
  while (at !== undefined && at.span.type !== "agent_run") at = at.parent;
  return at;
}

/** Whether a span is part of another one, or that itself. */
export function isInside(open: OpenSpan, around: OpenSpan): boolean {
  let at: OpenSpan | undefined = open;
  while (at !== undefined && at !== around) at = at.parent;
  return at === around;
}

/** A chunk that a model sent: Mastra makes a span of it when it arrives. */
export function sawChunk(parent: OpenSpan | undefined): void {
  const handle = parent?.scope?.handle;
  if (handle !== undefined && parent?.span.type === "model_inference" && "chunk" in handle) {
    (handle as ScopeHandle & { chunk(): void }).chunk();
  }
}
