import type { AttributeValue, Tracer } from "@opentelemetry/api";
import { attempt } from "../../internal/attempt.ts";
import { isOff } from "../is-off.ts";
import type { AnyFunction } from "../observed-method.ts";
import { patchMethod, type Restore } from "../patch.ts";
import { readPath } from "../read-path.ts";
import { recordingClient } from "../recording-client.ts";
import { wrapModel } from "./model.ts";
import { recordedParts } from "./recorded-parts.ts";
import { instrumentAiSdk } from "./register.ts";
import { AiSdkTracer } from "./tracer.ts";

/** What `experimental_telemetry` of AI SDK 5 and 6 takes. */
export interface AiSdkTelemetry {
  readonly isEnabled: true;
  readonly tracer: Tracer;
  readonly functionId?: string;
  readonly metadata?: Record<string, AttributeValue>;
  /** False records nothing of what the call was given. @defaultValue true */
  readonly recordInputs?: boolean;
  /** False records nothing of what it answered. @defaultValue true */
  readonly recordOutputs?: boolean;
}

/** Settings of a call, for `aiSdkTelemetry`. One that is undefined is left out. */
type AiSdkTelemetrySettings = {
  readonly [K in Exclude<keyof AiSdkTelemetry, "isEnabled" | "tracer">]?: AiSdkTelemetry[K] | undefined;
};

/**
 * Settings that record one call of AI SDK 5 or 6: `generateText({ ..., experimental_telemetry: aiSdkTelemetry() })`. Calls of functions that
 * {@link wrapAiSdk} gave need none.
 */
export function aiSdkTelemetry(settings: AiSdkTelemetrySettings = {}): AiSdkTelemetry {
  return telemetryOf(settings);
}

/** @param model - the one that is asked, where it is known: it says where its requests go */
function telemetryOf(settings: AiSdkTelemetrySettings, model?: unknown): AiSdkTelemetry {
  const given = Object.fromEntries(Object.entries(settings).filter(([, value]) => value !== undefined));
  return { ...given, isEnabled: true, tracer: new AiSdkTracer(recordedParts(settings), model) };
}

/** Functions that take telemetry settings. */
const FUNCTIONS = ["generateText", "streamText", "generateObject", "streamObject", "embed", "embedMany"];
/** Functions of version 7 whose telemetry tells of a request and does not run it, or that have none: their model is observed itself. */
const OUTSIDE_FUNCTIONS: readonly string[] = [
  "generateObject",
  "streamObject",
  "embed",
  "embedMany",
  "experimental_streamLanguageModelCall",
];
const AGENTS = ["ToolLoopAgent", "Experimental_Agent"];

/**
 * Records all that is done with the functions and agents of a module `ai`, of version 5, 6 or 7: `const { generateText } = wrapAiSdk(ai)`.
 * An ES module cannot be changed, so its functions are given in an object of their own; its classes are the very same.
 */
export function wrapAiSdk<Ai extends object>(ai: Ai): Ai {
  if (isOff()) return ai;
  const registers = typeof readPath(ai, "registerTelemetry") === "function";
  if (registers) instrumentAiSdk();
  else patchAgents(ai);
  const wrapped = { ...ai } as Record<string, unknown>;
  for (const name of registers ? OUTSIDE_FUNCTIONS : FUNCTIONS) {
    const original = wrapped[name];
    if (typeof original !== "function") continue;
    wrapped[name] = withOptions(original as AnyFunction, registers ? withObservedModel : withTelemetry);
  }
  return wrapped as Ai;
}

/** Lets the agents of AI SDK 5 and 6 record their runs. */
export function patchAgents(ai: object): (Restore | undefined)[] {
  return AGENTS.flatMap((name) => {
    const prototype = readPath(ai, name, "prototype");
    return ["generate", "stream"].map((method) =>
      patchMethod(
        prototype,
        method,
        (original) =>
          function (this: unknown, options: unknown, ...rest: unknown[]): unknown {
            const settings = readPath(this, "settings");
            return Reflect.apply(original, this, [attempt(() => withTelemetry(options, settings)) ?? options, ...rest]);
          },
      ),
    );
  });
}

function withOptions(original: AnyFunction, change: (options: unknown) => unknown): AnyFunction {
  const wrapped = function (this: unknown, options: unknown, ...rest: unknown[]): unknown {
    return Reflect.apply(original, this, [attempt(() => change(options)) ?? options, ...rest]);
  };
  return Object.defineProperty(wrapped, "name", { value: original.name, configurable: true });
}

/** The same options with our tracer, unless the application has one or has switched telemetry off. */
function withTelemetry(options: unknown, defaults?: unknown): unknown {
  if (recordingClient() === undefined || typeof options !== "object" || options === null) return options;
  const given = readPath(options, "experimental_telemetry") ?? readPath(defaults, "experimental_telemetry");
  if (readPath(given, "isEnabled") === false || readPath(given, "tracer") !== undefined) return options;
  const functionId = readPath(given, "functionId") ?? readPath(defaults, "id");
  const named = typeof functionId === "string" ? { functionId } : {};
  const model = readPath(options, "model") ?? readPath(defaults, "model");
  return { ...options, experimental_telemetry: telemetryOf({ ...(given as object), ...named }, model) };
}

function withObservedModel(options: unknown): unknown {
  wrapModel(readPath(options, "model"));
  return options;
}
