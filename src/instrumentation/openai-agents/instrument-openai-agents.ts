import { attempt } from "../../internal/attempt.ts";
import { instrumentOnce } from "../instrument.ts";
import type { AnyFunction } from "../observed-method.ts";
import { patchMethod, type Restore } from "../patch.ts";
import { readPath } from "../read-path.ts";
import { patchApprovals } from "./approvals.ts";
import { patchModel, patchProvider, uncountAttempts } from "./models.ts";
import { type AgentsSpan, spanEnded, spanStarted } from "./spans.ts";
import { patchAgent } from "./tools.ts";
import { traceEnded, traceStarted } from "./traces.ts";

/**
 * Records every run of the OpenAI Agents SDK: `import * as agents from "@openai/agents"; instrumentOpenAIAgents(agents)`.
 *
 * The SDK's processors stay as they are, whatever the application sets them to. `unwrap(agents)` undoes it.
 */
export function instrumentOpenAIAgents<Module extends object>(agents: Module): Module {
  return instrumentOnce(agents, () => [
    ...patchTracing(readPath(agents, "Trace", "prototype"), readPath(agents, "Span", "prototype")),
    ...patchAgent(readPath(agents, "Agent")),
    ...patchRunner(agents),
    ...patchApprovals(readPath(agents, "RunState")),
    ...patchProvider(readPath(agents, "OpenAIProvider", "prototype")),
    ...patchModel(readPath(agents, "OpenAIResponsesModel", "prototype")),
    ...patchModel(readPath(agents, "OpenAIResponsesWSModel", "prototype")),
    ...patchModel(readPath(agents, "OpenAIChatCompletionsModel", "prototype")),
    uncountAttempts,
  ]);
}

/** Tells of the start and end of each trace and span. */
function patchTracing(trace: unknown, span: unknown): (Restore | undefined)[] {
  return [
    patchMethod(trace, "start", (original) => after(original, traceStarted)),
    patchMethod(trace, "end", (original) => after(original, traceEnded)),
    patchMethod(span, "start", (original) => after(original, spanStarted)),
    patchMethod(span, "end", (original) => after(original, spanEnded)),
  ];
}

function after(original: AnyFunction, tell: (span: AgentsSpan) => void): AnyFunction {
  return function (this: unknown, ...args: unknown[]): unknown {
    const result = Reflect.apply(original, this, args);
    if (typeof this === "object" && this !== null) tell(this);
    return result;
  };
}

/**
 * A runner can have a provider, or one model for all its agents. Copies of the SDK share one source of traces, so those of this runner can be of
 * another copy's classes.
 */
function patchRunner(agents: object): (Restore | undefined)[] {
  const restores: (Restore | undefined)[] = [];
  const known = new WeakSet<object>();
  const run = (original: AnyFunction): AnyFunction =>
    function (this: unknown, ...args: unknown[]): unknown {
      attempt(() => {
        restores.push(...patchSharedTracing(agents, known));
        patchProvider(readPath(this, "config", "modelProvider"));
        patchModel(readPath(this, "config", "model"));
      });
      return Reflect.apply(original, this, args);
    };
  return [
    patchMethod(readPath(agents, "Runner", "prototype"), "run", run),
    () => {
      for (const restore of restores.splice(0)) restore?.();
    },
  ];
}

function patchSharedTracing(agents: object, known: WeakSet<object>): (Restore | undefined)[] {
  const provider = call(agents, "getGlobalTraceProvider");
  if (typeof provider !== "object" || provider === null || known.has(provider)) return [];
  known.add(provider);
  const trace = call(provider, "createTrace", { name: "" });
  const span = call(provider, "createSpan", { data: { type: "custom", name: "", data: {} } }, trace);
  return patchTracing(baseOf(trace), baseOf(span));
}

/** The prototype of the class that the others extend: an object of a provider that is off is of a class that does nothing. */
function baseOf(value: unknown): unknown {
  let at: unknown = value;
  while (typeof at === "object" && at !== null) {
    const above: unknown = Object.getPrototypeOf(at);
    if (above === Object.prototype || above === null) return at === value ? undefined : at;
    at = above;
  }
  return undefined;
}

function call(target: unknown, method: string, ...args: readonly unknown[]): unknown {
  const fn = readPath(target, method);
  return typeof fn === "function" ? Reflect.apply(fn as AnyFunction, target, args) : undefined;
}
