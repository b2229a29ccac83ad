import type { Store } from "../../inspector/index.ts";
import { CommandFailed } from "../command-line.ts";

/** Sessions looked at for those that begin with something. */
const MAX_CANDIDATES = 1_000;

/**
 * The id of the session that is meant: an id, the beginning of one that no other has, `last`, or `last~2` for the second before that.
 *
 * @throws CommandFailed when there is none, or more than one
 */
export async function findSession(store: Store, reference: string): Promise<string> {
  const back = /^last(?:~(\d{1,6}))?$/.exec(reference);
  if (back !== null) return await sessionFromLast(store, Number(back[1] ?? 0));
  if ((await store.session(reference)) !== undefined) return reference;
  const { sessions } = await store.sessions({ text: reference, limit: MAX_CANDIDATES });
  const found = sessions.filter(({ id }) => id.startsWith(reference)).map(({ id }) => id);
  const [only, ...more] = found;
  if (only === undefined) throw new CommandFailed(`no session ${reference}`);
  if (more.length > 0)
    throw new CommandFailed(`${found.length} sessions begin with ${reference}: ${found.slice(0, 3).join(", ")}`);
  return only;
}

async function sessionFromLast(store: Store, back: number): Promise<string> {
  let left = back;
  let cursor: string | undefined;
  do {
    const { sessions, next } = await store.sessions({ sort: "start", limit: Math.min(left + 1, 1_000), cursor });
    const session = sessions[left];
    if (session !== undefined) return session.id;
    left -= sessions.length;
    cursor = next ?? undefined;
  } while (cursor !== undefined);
  throw new CommandFailed(
    back === 0 ? "the store has no session yet" : `the store has no ${back} sessions before the last`,
  );
}
