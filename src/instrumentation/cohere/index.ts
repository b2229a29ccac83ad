import { instrumentOnce } from "../instrument.ts";
import { readPath } from "../read-path.ts";
import { patchApi, patchFetch } from "./patch-api.ts";

/**
 * Records every model call of a client of `cohere-ai`: `wrapCohere(new CohereClientV2({ token }))`, or the older `CohereClient`.
 *
 * @returns the very object it was given: its class, private fields and helpers stay as they are
 */
export function wrapCohere<Client extends object>(client: Client): Client {
  return instrumentOnce(client, () => partsOf(client).flatMap((part) => [...patchApi(part), patchFetch(part)]));
}

/** The first version's client holds the second one's methods in `v2`; the second version's client holds both. */
function partsOf(client: object): readonly unknown[] {
  const inner = [readPath(client, "client"), readPath(client, "clientV2")].filter((part) => part !== undefined);
  return inner.length > 0 ? inner : [client, readPath(client, "v2")];
}

export { unwrap } from "../instrument.ts";
