import type { AlertAnswer, SessionFilter, SessionPage, WebhookStatus } from "../api.ts";
import { sessionOfPath } from "../model/session-path.ts";
import { questionInfos } from "../questions/questions.ts";
import type { Store, Target } from "../store/store.ts";
import { WrongCursor } from "../store/wrong-cursor.ts";
import { askStore, seriesOfStore } from "./ask-store.ts";
import { HttpError } from "./http-error.ts";
import { boolean, choice, integer, micros, queryTexts, readQuery, text } from "./query.ts";
import type { Asked, Route } from "./router.ts";

/** Gives the value whose JSON is the answer, or a `JsonAnswer`. @throws HttpError */
export type Answer = (asked: Asked) => Promise<unknown>;

const SESSION_QUERY = {
  service: text,
  agent: text,
  model: text,
  user: text,
  tool: text,
  outcome: text,
  taskType: text,
  decision: text,
  failed: boolean,
  text,
  fromUs: micros,
  toUs: micros,
  sort: choice("start", "cost", "tokens", "errors", "duration"),
  limit: integer(1, 1_000),
  cursor: text,
} as const;

/** What the page and the commands read of a store: the answers of `api.ts` by their paths. */
export function createAnswers(
  store: Store,
  webhook: () => WebhookStatus | null = () => null,
): readonly Route<Answer>[] {
  const spans = async (target: Target): Promise<unknown> =>
    found(await store.spans(target), "no such session or trace");
  const session = ({ path }: Asked): string => sessionOfPath(path.id ?? "");
  const answers: Readonly<Record<string, Answer>> = {
    "/api/status": ({ query }) => plain(query, () => store.status()),
    "/api/sessions": ({ query }) => sessionsOf(store, readQuery(query, SESSION_QUERY)),
    "/api/sessions/:id": (asked) =>
      plain(asked.query, async () => found(await store.session(session(asked)), "no such session")),
    "/api/sessions/:id/spans": (asked) => plain(asked.query, () => spans({ session: session(asked) })),
    "/api/traces/:id/spans": ({ path, query }) => plain(query, () => spans({ trace: hex(path.id, 32) })),
    "/api/sessions/:id/events": (asked) => plain(asked.query, () => store.events({ session: session(asked) })),
    "/api/sessions/:id/steps": (asked) =>
      plain(asked.query, async () => found(await store.steps(session(asked)), "no such session")),
    "/api/spans/:trace/:span": ({ path, query }) =>
      plain(query, async () => found(await store.span(hex(path.trace, 32), hex(path.span, 16)), "no such span")),
    "/api/compare": async ({ query }) => {
      const { a, b } = readQuery(query, { a: text, b: text });
      if (a === undefined || b === undefined) throw new HttpError(400, "a and b must name the two sessions");
      return found(await store.comparison(a, b), "no such session");
    },
    "/api/questions": ({ query }) => plain(query, async () => questionInfos()),
    "/api/questions/:name": ({ path, query }) =>
      askStore(store, path.name ?? "", Object.fromEntries(queryTexts(query))),
    "/api/series/:measure": ({ path, query }) =>
      seriesOfStore(store, path.measure ?? "", Object.fromEntries(queryTexts(query))),
    "/api/alerts": async ({ query }): Promise<AlertAnswer> => ({
      ...(await store.alerts(readQuery(query, { fromUs: micros, toUs: micros, service: text }))),
      webhook: webhook(),
    }),
    "/api/metrics": async ({ query }) => store.metrics(readQuery(query, { name: text, service: text })),
  };
  return Object.entries(answers).map(([pattern, run]) => ({ method: "GET", pattern, run }));
}

/** A page of sessions. @throws HttpError for a cursor that no page gave */
export async function sessionsOf(store: Pick<Store, "sessions">, filter: SessionFilter): Promise<SessionPage> {
  return await store.sessions(filter).catch((error: unknown) => {
    throw error instanceof WrongCursor ? new HttpError(400, error.message) : error;
  });
}

/** Ids as they are stored; any case is taken. */
export function hex(id: string | undefined, digits: number): string {
  if (id !== undefined && id.length === digits && /^[0-9a-f]+$/i.test(id)) return id.toLowerCase();
  throw new HttpError(400, `an id must be ${digits} hexadecimal digits`);
}

export function found<T>(value: T | undefined, otherwise: string): T {
  if (value === undefined) throw new HttpError(404, otherwise);
  return value;
}

/** A path that takes no parameters. */
async function plain<T>(query: URLSearchParams, answer: () => Promise<T>): Promise<T> {
  readQuery(query, {});
  return answer();
}
