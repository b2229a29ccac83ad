import { attempt } from "../../internal/attempt.ts";
import { isPromise } from "../../internal/is-promise.ts";
import type { LlmOptions } from "../../record/scopes/llm.ts";
import { type AnyFunction, observedMethod, type PlanCall } from "../observed-method.ts";
import { patchMethod, type Restore } from "../patch.ts";
import { readPath } from "../read-path.ts";
import { patchAttempts, serverOfClient } from "../stainless/client.ts";
import { currentSpanId } from "./current-span.ts";
import { scopeOfSpan } from "./spans.ts";

/** What every model of the SDK answers by: its interface has no more. */
const METHODS = ["getResponse", "getStreamedResponse"] as const;

/** The names under which providers gave models that do not tell theirs. */
const names = new WeakMap<object, string>();

/** What undoes the counting of attempts, in the classes of the clients that models use. */
const counted: Restore[] = [];

export function uncountAttempts(): void {
  for (const restore of counted.splice(0)) restore();
}

/** Observes a model in the class that defines its methods: one request is one call, and the client inside adds none. */
export function patchModel(model: unknown): (Restore | undefined)[] {
  return METHODS.map((method) => {
    let owner: unknown = model;
    while (typeof owner === "object" && owner !== null && !Object.hasOwn(owner, method)) {
      owner = Object.getPrototypeOf(owner);
    }
    return patchMethod(owner, method, (original) =>
      observedMethod(original, planOf(method), { argument: 0, path: ["signal"] }),
    );
  });
}

/** Observes the models that a provider gives. */
export function patchProvider(provider: unknown): (Restore | undefined)[] {
  let owner: unknown = provider;
  while (typeof owner === "object" && owner !== null && !Object.hasOwn(owner, "getModel")) {
    owner = Object.getPrototypeOf(owner);
  }
  const getModel = (original: AnyFunction): AnyFunction =>
    function (this: unknown, ...args: unknown[]): unknown {
      const given = Reflect.apply(original, this, args);
      if (isPromise(given)) {
        return given.then((model: unknown) => {
          attempt(() => remember(model, args[0]));
          return model;
        });
      }
      attempt(() => remember(given, args[0]));
      return given;
    };
  return [patchMethod(owner, "getModel", getModel)];
}

function remember(model: unknown, name: unknown): void {
  if (typeof model !== "object" || model === null) return;
  if (typeof name === "string" && name !== "") names.set(model, name);
  patchModel(model);
}

function planOf(method: (typeof METHODS)[number]): PlanCall {
  return ([request], self) => {
    const restore = patchAttempts(readPath(self, "_client"));
    if (restore !== undefined) counted.push(restore);
    const within = scopeOfSpan(currentSpanId() ?? readPath(request, "_internal", "tracingParent", "spanId"));
    const settings = readPath(request, "modelSettings");
    return {
      kind: "llm",
      options: {
        ...modelOf(self),
        input: readPath(request, "input"),
        system: readPath(request, "systemInstructions"),
        tools: toolsOf(request),
        request: { ...(settings as object | undefined), stream: method === "getStreamedResponse" },
        ...(within !== undefined && { within }),
      },
    };
  };
}

function modelOf(model: unknown): LlmOptions {
  const known = typeof model === "object" && model !== null ? names.get(model) : undefined;
  const name = known ?? readPath(model, "_model") ?? readPath(model, "model");
  const vendor = readPath(model, "provider");
  return {
    ...serverOfClient(readPath(model, "_client"), typeof vendor === "string" ? vendor : "openai"),
    ...(typeof name === "string" && name !== "" && { model: name }),
  };
}

/** Tools and the hand-overs, which the model sees as tools. */
function toolsOf(request: unknown): readonly unknown[] {
  const tools = readPath(request, "tools");
  const handoffs = readPath(request, "handoffs");
  const asTools = Array.isArray(handoffs)
    ? handoffs.map((handoff: unknown) => ({
        type: "function",
        name: readPath(handoff, "toolName"),
        description: readPath(handoff, "toolDescription"),
        parameters: readPath(handoff, "inputJsonSchema"),
      }))
    : [];
  return [...(Array.isArray(tools) ? (tools as unknown[]) : []), ...asTools];
}
