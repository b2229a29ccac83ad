import type { Conversation } from "../api.ts";
import type { Store } from "../store/store.ts";

/** Nothing of this id is in the store. */
export class UnknownSession extends Error {
  override readonly name = "UnknownSession";
}

/** A session as steps, in the order of time. @throws UnknownSession */
export async function readSteps(store: Store, session: string): Promise<Conversation> {
  const answer = await store.steps(session);
  if (answer === undefined) throw new UnknownSession(`no session ${session}`);
  return await answer.value();
}
