import type { SessionRow, Store } from "../../inspector/index.ts";
import { CommandFailed } from "../command-line.ts";

/** Sessions looked at for those that begin with something. */
const MAX_CANDIDATES = 1_000;

/**
 * The id of the session that is meant: an id, the beginning of one that no other has, `last`, or `last~2` for the second before that.
 * Events that name no session, such as an outcome that was told later, are kept by service in the place of one: it counts behind all others.
 *
 * @throws CommandFailed when there is none, or more than one
 */
export async function findSession(store: Store, reference: string): Promise<string> {
  const back = backOf(reference);
  if (back !== undefined) return await sessionFromLast(store, back);
  if ((await store.session(reference)) !== undefined) return reference;
  const { sessions } = await store.sessions({ text: reference, limit: MAX_CANDIDATES });
  const only = onlyOne(sessions, reference);
  if (only === undefined) throw new CommandFailed(`no session ${reference}`);
  return only;
}

/** How many sessions before the last are meant; undefined where the reference is an id. */
export function backOf(reference: string): number | undefined {
  const back = /^last(?:~(\d{1,6}))?$/.exec(reference);
  return back === null ? undefined : Number(back[1] ?? 0);
}

/** Whether it is more than the place of a service's events that name no session. */
export function isSession({ id, service, spans }: SessionRow): boolean {
  return spans > 0 || id !== `service:${service}`;
}

/** The id that begins so; undefined for none. @throws CommandFailed for more than one */
export function onlyOne(sessions: readonly SessionRow[], beginning: string): string | undefined {
  const found = sessions.filter(({ id }) => id.startsWith(beginning)).map(({ id }) => id);
  if (found.length > 1)
    throw new CommandFailed(`${found.length} sessions begin with ${beginning}: ${found.slice(0, 3).join(", ")}`);
  return found[0];
}

/** @throws CommandFailed that says so */
export function noneBack(back: number): never {
  throw new CommandFailed(
    back === 0 ? "the store has no session yet" : `the store has no ${back} sessions before the last`,
  );
}

async function sessionFromLast(store: Store, back: number): Promise<string> {
  let left = back;
  let cursor: string | undefined;
  const others: SessionRow[] = [];
  do {
    const page = await store.sessions({ sort: "start", limit: Math.min(left + 1, 1_000), cursor });
    const sessions = page.sessions.filter(isSession);
    const session = sessions[left];
    if (session !== undefined) return session.id;
    left -= sessions.length;
    others.push(...page.sessions.filter((row) => !isSession(row)));
    cursor = page.next ?? undefined;
  } while (cursor !== undefined);
  return others[left]?.id ?? noneBack(back);
}
