import { VERSION } from "../version.ts";

/** Who made a client: a copy of this package. */
export interface MadeClient {
  readonly client: WeakRef<object>;
  readonly version: string;
  /** The same for all clients of one copy. */
  readonly copy: object;
}

const KEY = Symbol.for("agentscribe clients.1");
const MAX_KEPT = 16;
const copy = {};

/** The clients that `init` made in this process last, of all copies of the package, the newest last. */
export function madeClients(): MadeClient[] {
  const globals = globalThis as Record<symbol, unknown>;
  const known = globals[KEY];
  if (Array.isArray(known)) return known as MadeClient[];
  const made: MadeClient[] = [];
  Object.defineProperty(globals, KEY, { value: made, configurable: true, enumerable: false });
  return made;
}

/** Keeps no client alive. */
export function noteClient(client: object): void {
  const clients = madeClients();
  clients.push({ client: new WeakRef(client), version: VERSION, copy });
  if (clients.length > MAX_KEPT) clients.shift();
}
