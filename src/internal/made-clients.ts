import { VERSION } from "../version.ts";

/** Who made a client: a copy of this package. */
export interface MadeClient {
  readonly client: WeakRef<object>;
  readonly version: string;
  /** The same for all clients of one copy. */
  readonly copy: object;
}

/** The clients that `init` made in this process last, of all copies of the package. */
export interface MadeClients {
  /** The newest last. None is kept alive. */
  readonly list: MadeClient[];
  /** Is called when one was made. */
  onMade?: () => void;
}

const KEY = Symbol.for("agentscribe clients.1");
const MAX_KEPT = 16;
const copy = {};

/** Shared by all copies of this package in the process. */
export function madeClients(): MadeClients {
  const globals = globalThis as Record<symbol, unknown>;
  const known = globals[KEY];
  if (typeof known === "object" && known !== null) return known as MadeClients;
  const made: MadeClients = { list: [] };
  Object.defineProperty(globals, KEY, { value: made, configurable: true, enumerable: false });
  return made;
}

export function noteClient(client: object): void {
  const made = madeClients();
  made.list.push({ client: new WeakRef(client), version: VERSION, copy });
  if (made.list.length > MAX_KEPT) made.list.shift();
  made.onMade?.();
}
