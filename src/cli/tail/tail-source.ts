import type { EventRow, SessionPage, SessionRow, SpanTable, Store } from "../../inspector/index.ts";
import { sessionPath } from "../../inspector/model/session-path.ts";
import { fileIdentity } from "../../inspector/store/file-identity.ts";
import { createEventDecoder } from "../../internal/server-sent-events.ts";
import { CommandFailed } from "../command-line.ts";

/** Where what comes in is read from. */
export interface TailSource {
  session(id: string): Promise<SessionRow | undefined>;
  spans(id: string): Promise<SpanTable | undefined>;
  events(id: string): Promise<readonly EventRow[]>;
  /** The newest sessions. */
  newest(): Promise<readonly SessionRow[]>;
  /** Tells of sessions that change from now on, once it resolves, until the signal is aborted; `over` resolves then, and rejects when the source is gone. */
  listen(
    onChange: (sessions: readonly string[]) => void,
    signal: AbortSignal,
  ): Promise<{ readonly over: Promise<void> }>;
}

const NEWEST = 1_000;

/** A store that another process writes. */
export function storeSource(store: Store): TailSource {
  return {
    session: (id) => store.session(id),
    spans: (session) => store.spans({ session }),
    events: (session) => store.events({ session }),
    newest: async () => (await store.sessions({ limit: NEWEST })).sessions,
    async listen(onChange, signal) {
      const { path } = await store.status();
      const file = fileIdentity(path);
      const stop = store.onChange(({ sessions }) => onChange(sessions));
      return { over: untilGone(path, file, signal).finally(stop) };
    },
  };
}

const LOOK_EVERY_MILLIS = 1_000;

/** Resolves when the signal is aborted. What is open stays as it was when the file is deleted, or another one takes its place: nothing comes any more. */
async function untilGone(path: string, file: string | undefined, signal: AbortSignal): Promise<void> {
  const { pauseFor } = await import("../wait.ts");
  while (!signal.aborted) {
    if (fileIdentity(path) !== file) throw new CommandFailed(`the store at ${path} is gone`);
    await pauseFor(LOOK_EVERY_MILLIS, signal);
  }
}

/** An inspector that runs, over its HTTP answers. */
export function serverSource(origin: string, token: string): TailSource {
  const headers = { authorization: `Bearer ${token}` };
  const ask = async (path: string): Promise<unknown> => {
    const response = await fetch(`${origin}${path}`, { headers, redirect: "error" }).catch(() => {
      throw new CommandFailed(`the inspector at ${origin} does not answer`);
    });
    if (response.status === 404) return undefined;
    if (!response.ok) throw new CommandFailed(`the inspector at ${origin} answered ${response.status}`);
    return await response.json();
  };
  return {
    session: async (id) => (await ask(sessionPath(id))) as SessionRow | undefined,
    spans: async (id) => (await ask(`${sessionPath(id)}/spans`)) as SpanTable | undefined,
    events: async (id) => ((await ask(`${sessionPath(id)}/events`)) ?? []) as readonly EventRow[],
    newest: async () => ((await ask(`/api/sessions?limit=${NEWEST}`)) as SessionPage).sessions,
    async listen(onChange, signal) {
      const gone = (error: unknown): void => {
        if (signal.aborted) return;
        throw error instanceof CommandFailed ? error : new CommandFailed(`the inspector at ${origin} is gone`);
      };
      const hear = async (body: AsyncIterable<Uint8Array>): Promise<void> => {
        const decoder = createEventDecoder((data) => onChange(sessionsOf(data)));
        const text = new TextDecoder();
        for await (const chunk of body) decoder.push(text.decode(chunk, { stream: true }));
        throw new CommandFailed(`the inspector at ${origin} has ended`);
      };
      const response = await fetch(`${origin}/api/live`, { headers, signal, redirect: "error" }).catch(gone);
      if (response === undefined) return { over: Promise.resolve() };
      if (!response.ok || response.body === null) throw new CommandFailed(`the inspector answered ${response.status}`);
      return { over: hear(response.body).catch(gone) };
    },
  };
}

function sessionsOf(data: string): readonly string[] {
  try {
    const { sessions } = JSON.parse(data) as { readonly sessions?: unknown };
    return Array.isArray(sessions) ? sessions.filter((id): id is string => typeof id === "string") : [];
  } catch {
    return [];
  }
}
