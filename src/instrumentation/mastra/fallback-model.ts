import type { RecordClient } from "../../record/client.ts";
import { readPath } from "../read-path.ts";
import { generationAround, type OpenSpan } from "./open-span.ts";
import { startScopeOf, UNNAMED } from "./scopes.ts";

/**
 * A generation says that it goes on with another model, the next of those that the agent may fall back to: the request that was open has failed, and
 * the next has a call of its own. Mastra has one span for both.
 *
 * @param generation - what Mastra says of it now
 */
export function changeModel(client: RecordClient, open: OpenSpan, generation: unknown): void {
  const [model, provider] = [
    readPath(generation, "attributes", "model"),
    readPath(generation, "attributes", "provider"),
  ];
  const { attributes } = open.span;
  const isSame = readPath(attributes, "model") === model && readPath(attributes, "provider") === provider;
  if (open.scope === undefined || typeof model !== "string" || isSame) return;
  open.scope.handle?.end({ error: open.scope.error?.(undefined) ?? UNNAMED });
  open.span = { ...open.span, attributes: { ...(attributes as object), model, provider } };
  const { inside } = open.parent ?? {};
  const place = { within: inside === undefined ? {} : { within: inside }, generation: generationAround(open)?.span };
  open.scope = startScopeOf(client, open.span, place);
  open.inside = open.scope?.handle ?? inside;
}
