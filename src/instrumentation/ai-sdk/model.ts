import { attempt } from "../../internal/attempt.ts";
import { instrumentOnce } from "../instrument.ts";
import { type AnyFunction, isInsideCall, observedMethod, type PlanCall } from "../observed-method.ts";
import { patchMethod, type Restore } from "../patch.ts";
import { readPath } from "../read-path.ts";
import { recordingClient } from "../recording-client.ts";
import { belongsToCall, claimOf, expectedIn, noteEmbeddings, unseenClaim } from "./claims.ts";
import { markActiveSpan } from "./mark-otel.ts";
import { MODEL_SIGNAL, ModelCall, type RequestCall } from "./model-call.ts";
import { factsOfModel, llmOptions } from "./model-facts.ts";

/**
 * Records each request of a model of the AI SDK, of any version and provider: `wrapModel(openai("gpt-5"))`. Language models and embedding
 * models are recorded; others stay as they are.
 *
 * @returns the very model it was given
 */
export function wrapModel<Model>(model: Model): Model {
  return typeof model === "object" && model !== null ? instrumentOnce(model, () => patchModel(model)) : model;
}

/** Observes the methods of a model, or of the prototype of its class. */
export function patchModel(model: object): (Restore | undefined)[] {
  // A model of images has a `doGenerate` too; it answers with images, and the AI SDK reports no usage that could be priced.
  const isLanguageModel = typeof readPath(model, "doStream") === "function";
  return [
    isLanguageModel ? patchMethod(model, "doGenerate", (original) => observedRequest(original, false)) : undefined,
    patchMethod(model, "doStream", (original) => observedRequest(original, true)),
    patchMethod(model, "doEmbed", (original) => observedMethod(original, planEmbeddings, MODEL_SIGNAL, belongsToCall)),
  ];
}

/** A method that makes one request, in the call that claims it, or else in one of its own. */
function observedRequest(original: AnyFunction, isStream: boolean): AnyFunction {
  return function (this: unknown, ...args: unknown[]): unknown {
    const run = (call?: RequestCall): PromiseLike<unknown> =>
      Reflect.apply(original, this, (call?.stoppable(args) ?? args) as unknown[]) as PromiseLike<unknown>;
    const call = attempt(() => claimedBy(args[0], readPath(this, "modelId")));
    if (call !== undefined) return call.attempt(() => run(call));
    const refusal = attempt(() => refusalHere());
    if (refusal !== undefined) return Promise.reject(refusal);
    const own = attempt(() => openCall(this, args[0], isStream));
    if (own === undefined) return run();
    return own
      .attempt(() => run(own))
      .catch((error: unknown) => {
        own.giveUp();
        throw error;
      });
  };
}

/** The call that somebody who told of this request has for it. */
function claimedBy(settings: unknown, modelId: unknown): RequestCall | undefined {
  return claimOf(readPath(settings, "prompt")) ?? unseenClaim(modelId) ?? expectedIn(recordingClient()?.activeCall());
}

/** The error of a limit that lets no call begin here. Inside another call it is that one's affair. */
function refusalHere(): Error | undefined {
  const client = recordingClient();
  return client === undefined || isInsideCall(client) ? undefined : client.refusal?.();
}

function openCall(model: unknown, settings: unknown, isStream: boolean): ModelCall | undefined {
  const client = recordingClient();
  if (client === undefined || isInsideCall(client)) return undefined;
  attempt(markActiveSpan);
  return new ModelCall(client.startLlm(llmOptions(factsOfModel(model), settings, isStream)));
}

const planEmbeddings: PlanCall = ([settings], self) => {
  attempt(markActiveSpan);
  noteEmbeddings(readPath(self, "provider"), readPath(self, "modelId"));
  const { model, ...facts } = factsOfModel(self);
  const dimensions = readPath(settings, "dimensions");
  return {
    kind: "embeddings",
    options: {
      ...facts,
      ...(model !== undefined && { model }),
      input: readPath(settings, "values"),
      ...(typeof dimensions === "number" && { dimensions }),
    },
  };
};
