/** What this process sent to models, counted on the wire: one for each HTTP request. */
export interface ModelTraffic {
  /** Requests of a model call that a wrapper, a framework or the application records. */
  covered: number;
  /** Requests that nothing above recorded, so that the wire itself did. */
  recorded: number;
  /** Requests that nothing recorded, by where they went: `openai chat api.openai.com`. */
  readonly untraced: Map<string, number>;
  /** Whether the wire is watched, and by which copy of this package. */
  watchedBy: object | undefined;
}

const KEY = Symbol.for("agentscribe model traffic.1");

/** More places than one process talks to; what comes after them is counted together. */
const MAX_PLACES = 100;

/** Shared by all copies of this package in the process. */
export function modelTraffic(): ModelTraffic {
  const globals = globalThis as Record<symbol, unknown>;
  const known = globals[KEY];
  if (typeof known === "object" && known !== null) return known as ModelTraffic;
  const made: ModelTraffic = { covered: 0, recorded: 0, untraced: new Map(), watchedBy: undefined };
  Object.defineProperty(globals, KEY, { value: made, configurable: true, enumerable: false });
  return made;
}

/** Counts a request that nothing recorded. @returns whether it is the first of the process */
export function countUntraced(place: string): boolean {
  const { untraced } = modelTraffic();
  const isFirst = untraced.size === 0;
  const key = untraced.has(place) || untraced.size < MAX_PLACES ? place : "others";
  untraced.set(key, (untraced.get(key) ?? 0) + 1);
  return isFirst;
}
