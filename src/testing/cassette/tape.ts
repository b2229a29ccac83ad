import { firstDifference, likeness } from "./first-difference.ts";
import { type CassetteEntry, CassetteError, type ExchangeEntry, type StoredRequest, type ToolEntry } from "./format.ts";
import type { Recording } from "./read-cassette.ts";
import { comparable, keyOf, type MatchOptions, steadyArguments } from "./request-key.ts";

/** What was asked for and is not in the cassette. */
export class CassetteMismatch extends CassetteError {
  override readonly name: string = "CassetteMismatch";
}

/** Compared at most with so many entries, to say which is closest. */
const MAX_COMPARED = 300;

/** A cassette that is played: each entry answers once. */
export class Tape {
  readonly mismatches: CassetteMismatch[] = [];
  readonly #recording: Recording;
  readonly #options: MatchOptions;
  readonly #left = new Map<string, CassetteEntry[]>();
  readonly #used = new Set<CassetteEntry>();

  constructor(recording: Recording, options: MatchOptions) {
    this.#recording = recording;
    this.#options = options;
    for (const entry of recording.entries) {
      const key = keyOf(this.#compared(entry));
      const list = this.#left.get(key) ?? [];
      this.#left.set(key, list);
      list.push(entry);
    }
  }

  get entries(): readonly CassetteEntry[] {
    return this.#recording.entries;
  }

  get used(): readonly CassetteEntry[] {
    return this.entries.filter((entry) => this.#used.has(entry));
  }

  /** Their places among all entries. */
  get played(): readonly number[] {
    return this.entries.flatMap((entry, index) => (this.#used.has(entry) ? [index] : []));
  }

  get unused(): readonly CassetteEntry[] {
    return this.entries.filter((entry) => !this.#used.has(entry));
  }

  /** The next recorded answer to a request; undefined when there is none left. */
  takeExchange(request: StoredRequest): ExchangeEntry | undefined {
    return this.#take(comparable(request, this.#options)) as ExchangeEntry | undefined;
  }

  takeTool(name: string, given: unknown): ToolEntry | undefined {
    return this.#take({ tool: name, arguments: steadyArguments(given, this.#options) }) as ToolEntry | undefined;
  }

  /** Why a request has no answer: kept, so that a host that swallows it does not hide it. */
  refuseExchange(request: StoredRequest): CassetteMismatch {
    const { method, host, path } = request;
    return this.#refuse(`${method} ${host}${path}`, comparable(request, this.#options));
  }

  refuseTool(name: string, given: unknown): CassetteMismatch {
    return this.#refuse(`tool ${name}`, { tool: name, arguments: steadyArguments(given, this.#options) });
  }

  /** A request that would have gone out by a way that is not watched. */
  refuseRoute(method: string, url: string): CassetteMismatch {
    const { origin, pathname } = new URL(url);
    return this.#keep(
      `${method} ${origin}${pathname} goes through an agent or a dispatcher that the replay of ${this.#recording.path} cannot answer for: it was not sent`,
    );
  }

  /** What an entry cannot be played for. */
  refuseEntry(entry: CassetteEntry, why: string): CassetteMismatch {
    return this.#keep(
      `${nameOf(entry)} is in the cassette ${this.#recording.path}, but its answer was not kept: ${why}`,
    );
  }

  #take(wanted: unknown): CassetteEntry | undefined {
    const entry = this.#left.get(keyOf(wanted))?.shift();
    if (entry !== undefined) this.#used.add(entry);
    return entry;
  }

  #refuse(what: string, wanted: object): CassetteMismatch {
    const { path, unreadable } = this.#recording;
    const known = this.#left.get(keyOf(wanted));
    if (known !== undefined) {
      const times = this.entries.filter((entry) => keyOf(this.#compared(entry)) === keyOf(wanted)).length;
      return this.#keep(`${what} is in the cassette ${path} ${counted(times)}, and was asked for once more`);
    }
    const lost = unreadable > 0 ? ` (${unreadable} of its lines cannot be read)` : "";
    return this.#keep(`${what} is not in the cassette ${path}${lost}; ${this.#closest(wanted)}`);
  }

  #keep(message: string): CassetteMismatch {
    const mismatch = new CassetteMismatch(message);
    if (this.mismatches.length < 1_000) this.mismatches.push(mismatch);
    return mismatch;
  }

  #closest(wanted: object): string {
    const kind = "tool" in wanted ? "tool" : "exchange";
    let best: { readonly index: number; readonly entry: CassetteEntry; readonly score: number } | undefined;
    for (const [index, entry] of this.entries.entries()) {
      if (entry.kind !== kind || index >= MAX_COMPARED) continue;
      // One that is still to be used is what was meant.
      const score = likeness(this.#compared(entry), wanted) + (this.#used.has(entry) ? 0 : 0.1);
      if (best === undefined || score > best.score) best = { index, entry, score };
    }
    if (best === undefined) return kind === "tool" ? "it holds no tool" : "it holds no request";
    const difference = firstDifference(this.#compared(best.entry), wanted);
    if (difference === undefined) return "an entry that is used already says the same";
    const { path, recorded, sent } = difference;
    return `closest is entry ${best.index + 1}, ${nameOf(best.entry)}, which differs first at ${path}: recorded ${recorded}, now ${sent}`;
  }

  #compared(entry: CassetteEntry): object {
    return entry.kind === "tool"
      ? { tool: entry.name, arguments: steadyArguments(entry.arguments, this.#options) }
      : comparable(entry.request, this.#options);
  }
}

/** An entry in a few words. */
export function nameOf(entry: CassetteEntry): string {
  return entry.kind === "tool"
    ? `tool ${entry.name}`
    : `${entry.request.method} ${entry.request.host}${entry.request.path}`;
}

const counted = (times: number): string => (times === 1 ? "once" : times === 2 ? "twice" : `${times} times`);
