import type { Comparison } from "../api.ts";
import type { Store } from "../store/store.ts";
import { UnknownSession } from "./read-steps.ts";

/** Two sessions side by side. @throws UnknownSession */
export async function compareRuns(store: Store, a: string, b: string): Promise<Comparison> {
  const answer = await store.comparison(a, b);
  if (answer === undefined) throw new UnknownSession(`no session ${a} or no session ${b}`);
  return await answer.value();
}
