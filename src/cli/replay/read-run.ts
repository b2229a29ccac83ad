import type { Store } from "../../inspector/index.ts";
import type { RunSource } from "../../inspector/steps/collect-run.ts";
import { UnknownSession } from "../../inspector/steps/read-steps.ts";
import { STEP_KINDS } from "../../inspector/steps/span-step.ts";

/** More than a comparison shows. */
const MAX_SPANS = 10_000;

/** What the steps of a session are made of. @throws UnknownSession */
export async function readRun(store: Store, id: string): Promise<RunSource> {
  const target = { session: id };
  const table = await store.spans(target);
  if (table === undefined || table.session === null) throw new UnknownSession(`no session ${id}`);
  const details = await store.details(target, STEP_KINDS, { offset: 0, limit: MAX_SPANS });
  return {
    session: table.session,
    table,
    events: await store.events(target),
    details: (kinds) => details.filter(({ kind }) => kinds.some((one) => one === kind)),
  };
}
