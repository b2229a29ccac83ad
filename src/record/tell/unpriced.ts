import { emitEvent } from "../emit-event.ts";
import type { PriceAnswer, PriceQuestion } from "../ports.ts";
import { present } from "../present.ts";
import type { Scope } from "../scope.ts";

/** More than any application asks. Of those beyond, nothing is told, so that memory stays bounded. */
const MAX_MODELS = 1_000;

/** Reasons that say nothing of the model: nobody asked for its price, or nobody knows what was used. */
const NOT_OF_MODELS: ReadonlySet<string | undefined> = new Set([
  undefined,
  "pricing_disabled",
  "table_not_loaded",
  "invalid_request",
  "usage_missing",
]);

/** Tells that a model has no known price, at its first call. */
export function tellUnpriced(scope: Scope, question: PriceQuestion, answer: PriceAnswer): void {
  const { recorder } = scope;
  const { unpricedModels } = recorder;
  const { provider, model, requestModel = model } = question;
  const { reason, table } = answer;
  if (NOT_OF_MODELS.has(reason) || requestModel === "") return;
  const name = `${provider}/${requestModel}`;
  if (unpricedModels.size >= MAX_MODELS || unpricedModels.has(name)) return;
  unpricedModels.add(name);
  emitEvent(recorder, "cost.unpriced", present({ provider, model: requestModel, reason, table }), { scope });
}
