import { subscribe, unsubscribe } from "node:diagnostics_channel";
import type { Restore } from "../../instrumentation/patch.ts";
import { readPath } from "../../instrumentation/read-path.ts";
import { CassetteError } from "./format.ts";
import type { Interception } from "./interception.ts";
import { MemorySocket } from "./memory-socket.ts";

type Dispatch = (options: DispatchOptions, handler: unknown) => boolean;

interface DispatchOptions {
  readonly origin?: unknown;
  readonly path?: unknown;
  readonly method?: unknown;
}

interface Dispatcher {
  dispatch: Dispatch;
  compose(...interceptors: readonly ((dispatch: Dispatch) => Dispatch)[]): Dispatcher;
}

type DispatcherClass = new (options: unknown) => Dispatcher;

/** Where undici keeps the dispatcher of the process: newer versions under both names. */
const GLOBAL = [Symbol.for("undici.globalDispatcher.2"), Symbol.for("undici.globalDispatcher.1")];

/**
 * Answers what goes through undici: `fetch`, also one that a client took before, a dispatcher of its own given to it, and the functions of undici that use
 * the dispatcher of the process. What goes through another one is stopped before it is sent.
 */
export function interceptUndici(interception: Interception): Restore {
  // Undici is loaded with the first of its classes, and only then has a dispatcher.
  Reflect.get(globalThis, "Response");
  let isOn = true;
  const isWatched = ({ method, origin, path }: DispatchOptions): boolean =>
    isOn && interception.isWatched(String(method ?? "GET"), `${String(origin)}${String(path)}`);
  let inMemory: Dispatcher | undefined;
  const restores: Restore[] = [guardSockets(interception)];
  const globals = globalThis as Record<symbol, unknown>;
  for (const name of GLOBAL) {
    const original = globals[name] as Dispatcher | undefined;
    if (typeof original?.compose !== "function") continue;
    const memory = memoryDispatcher(original, inMemory, interception);
    inMemory ??= memory;
    const composed = original.compose(
      (dispatch) => (options, handler) =>
        isWatched(options) ? memory.dispatch(options, handler) : dispatch(options, handler),
    );
    globals[name] = composed;
    restores.push(() => {
      if (globals[name] === composed) globals[name] = original;
    });
  }
  if (inMemory !== undefined) restores.push(replaceDispatchers(inMemory, isWatched));
  return () => {
    isOn = false;
    for (const restore of restores) restore();
  };
}

/** Those whose connections can be given. */
const DISPATCHERS = new Set(["Agent", "EnvHttpProxyAgent"]);

/** A dispatcher of the same make whose connections stay in the process. */
function memoryDispatcher(original: Dispatcher, first: Dispatcher | undefined, { server }: Interception): Dispatcher {
  const Made = original.constructor as DispatcherClass;
  const { name } = Made;
  // Hands what comes by an older interface on to a dispatcher of the newer one.
  if (name === "Dispatcher1Wrapper" && first !== undefined) return new Made(first);
  if (!DISPATCHERS.has(name)) {
    throw new CassetteError(`the dispatcher of the process is a ${name}: start the replay before it is set`);
  }
  return new Made({
    noProxy: "*",
    allowH2: false,
    connect: ({ protocol, host }: { protocol: string; host: string }, done: (error: null, socket: unknown) => void) => {
      const socket = server.connect(`${protocol}//${host}`);
      process.nextTick(done, null, socket);
    },
  });
}

/** A `fetch` uses the dispatcher that it is given, or one that the application put in later: the calls that are watched get ours. */
function replaceDispatchers(inMemory: Dispatcher, isWatched: (options: DispatchOptions) => boolean): Restore {
  const original = globalThis.fetch;
  const replaced = function fetch(this: unknown, input: unknown, init?: unknown): unknown {
    const url = typeof input === "string" ? input : String(readPath(input, "url") ?? readPath(input, "href"));
    const method = readPath(init, "method") ?? readPath(input, "method") ?? "GET";
    const given = isWatched({ origin: url, path: "", method })
      ? { ...(init as object | undefined), dispatcher: inMemory }
      : init;
    return Reflect.apply(original, this, [input, given]);
  } as typeof fetch;
  globalThis.fetch = replaced;
  return () => {
    if (globalThis.fetch === replaced) globalThis.fetch = original;
  };
}

/** The last door: what undici is about to write to a real connection. */
function guardSockets({ isWatched, refuse }: Interception): Restore {
  const listener = (message: unknown): void => {
    const socket = readPath(message, "socket");
    const method = String(readPath(message, "request", "method"));
    const url = `${String(readPath(message, "request", "origin"))}${String(readPath(message, "request", "path"))}`;
    if (socket instanceof MemorySocket || !isWatched(method, url)) return;
    (socket as { destroy?(error: Error): void }).destroy?.(refuse(method, url));
  };
  subscribe("undici:client:sendHeaders", listener);
  return () => void unsubscribe("undici:client:sendHeaders", listener);
}
