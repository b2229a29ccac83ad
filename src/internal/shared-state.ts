/**
 * What all copies of this package in one process share: the context of scopes, and the client that `init` made last. Two copies (ESM and
 * CommonJS, or two versions) then see each other's scopes.
 */
export interface SharedState {
  /** The OpenTelemetry context manager that this package runs its scopes in when the host has none. */
  contextManager?: unknown;
  /** The client used where no scope is active. */
  defaultClient?: unknown;
  /** The clients that `init` made and nobody shut down, the newest last. */
  openClients?: unknown[];
  /** Providers that this package registered: they are no host's. */
  readonly ownProviders: WeakSet<object>;
  /** Whether somebody is about to register something with the OpenTelemetry API: see `yielding-globals.ts`. */
  registration?: { readonly api: object; isUnderWay: boolean };
  /** `agentscribe/testing` was loaded: clients are wrapped though the environment opts out, for test clients to record. */
  testing?: boolean;
  /** See `outside.ts`. */
  outside?: <T>(fn: () => T) => T;
}

const KEY = Symbol.for("agentscribe.state.1");

export function sharedState(): SharedState {
  const globals = globalThis as Record<symbol, unknown>;
  const known = globals[KEY];
  if (typeof known === "object" && known !== null) return known as SharedState;
  const made: SharedState = { ownProviders: new WeakSet() };
  Object.defineProperty(globals, KEY, { value: made, configurable: true, enumerable: false });
  return made;
}
