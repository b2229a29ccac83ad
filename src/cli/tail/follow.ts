import { backOf, isSession, noneBack, onlyOne } from "../store/session-reference.ts";
import { Arrivals, type Arrived, type ArrivedLine } from "./arrivals.ts";
import type { TailSource } from "./tail-source.ts";

export interface FollowOptions {
  readonly service: string | undefined;
  /** That session only, from its beginning: an id, the beginning of one, `last` or `last~2`; one that is not there yet is waited for. */
  readonly session: string | undefined;
  readonly signal: AbortSignal;
  readonly print: (arrived: Arrived) => void;
}

/** Prints what comes into the sessions of a source until the signal is aborted. Rejects when the source is gone. */
export async function follow(source: TailSource, options: FollowOptions): Promise<void> {
  const { session } = options;
  const wanted = session === undefined ? undefined : await meant(source, session);
  const watcher = new Watcher(source, { ...options, session: wanted });
  const end = new AbortController();
  const signal = AbortSignal.any([options.signal, end.signal]);
  try {
    // Before what is there is read: what comes meanwhile is news.
    const { over } = await source.listen((sessions) => watcher.lookAt(sessions), signal);
    await Promise.all([over, watcher.begin()]);
  } finally {
    end.abort();
  }
  await watcher.settled();
}

/** @throws CommandFailed for what will never be the id of one */
async function meant(source: TailSource, reference: string): Promise<string> {
  const newest = await source.newest();
  const back = backOf(reference);
  if (back !== undefined) {
    const inOrder = [...newest.filter(isSession), ...newest.filter((row) => !isSession(row))];
    return inOrder[back]?.id ?? noneBack(back);
  }
  if (newest.some(({ id }) => id === reference)) return reference;
  return onlyOne(newest, reference) ?? reference;
}

/** Looks at the sessions that changed, one after the other; what changes again meanwhile is looked at again. */
class Watcher {
  readonly #source: TailSource;
  readonly #options: FollowOptions;
  readonly #arrivals: Arrivals;
  /** Sessions that were over at the start, of which nobody knows what was there. */
  readonly #over = new Set<string>();
  readonly #changed = new Set<string>();
  readonly #startedUs = Date.now() * 1_000;
  #isBegun = false;
  #looking: Promise<void> | undefined;
  #failure: unknown;

  constructor(source: TailSource, options: FollowOptions) {
    this.#source = source;
    this.#options = options;
    this.#arrivals = new Arrivals(source);
  }

  /** Looks at the session that is wanted; without one, what is in the source already is not news. */
  async begin(): Promise<void> {
    const { session: wanted } = this.#options;
    for (const { id, isOpen } of wanted === undefined ? await this.#source.newest() : []) {
      if (isOpen) await this.#arrivals.of(id);
      else this.#over.add(id);
    }
    this.#isBegun = true;
    this.lookAt(wanted === undefined ? [] : [wanted]);
  }

  lookAt(sessions: readonly string[]): void {
    const { session: wanted } = this.#options;
    for (const id of sessions) if (wanted === undefined || id === wanted) this.#changed.add(id);
    if (!this.#isBegun || this.#changed.size === 0) return;
    this.#looking ??= this.#look().finally(() => {
      this.#looking = undefined;
    });
  }

  /** @throws what kept the source from being read */
  async settled(): Promise<void> {
    await this.#looking;
    if (this.#failure !== undefined && !this.#options.signal.aborted) throw this.#failure;
  }

  async #look(): Promise<void> {
    while (this.#changed.size > 0) {
      const ids = [...this.#changed];
      this.#changed.clear();
      const arrived: Arrived[] = [];
      for (const id of ids) {
        const news = await this.#newsOf(id).catch((error: unknown) => {
          this.#failure ??= error;
          return undefined;
        });
        if (news !== undefined) arrived.push(news);
      }
      arrived.sort((a, b) => a.session.startUs - b.session.startUs);
      if (!this.#options.signal.aborted) for (const one of arrived) this.#options.print(one);
    }
  }

  /** Undefined when nothing came that is to be shown. */
  async #newsOf(id: string): Promise<Arrived | undefined> {
    const arrived = await this.#arrivals.of(id);
    if (arrived === undefined) return undefined;
    const isOver = this.#over.delete(id);
    const lines = arrived.lines.filter((line) => this.#isWanted(line) && (!isOver || this.#isNews(line)));
    return lines.length === 0 ? undefined : { ...arrived, lines };
  }

  /** A session may be of several services. */
  #isWanted({ service }: ArrivedLine): boolean {
    return this.#options.service === undefined || service === this.#options.service;
  }

  /** What was under way at the start comes when it ends. */
  #isNews({ startUs, durationUs }: ArrivedLine): boolean {
    return startUs + durationUs >= this.#startedUs;
  }
}
