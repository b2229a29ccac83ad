import { providerOf } from "../../providers/index.ts";
import { instrumentOnce } from "../instrument.ts";
import { LiveConnection } from "../live/live-connection.ts";
import type { ModuleHook } from "../module-hook.ts";
import { type AnyFunction, attempt, recordingClient } from "../observed-method.ts";
import { patchMethod, type Restore } from "../patch.ts";
import { readPath } from "../read-path.ts";
import { serverOfUrl } from "../server-of-url.ts";
import { sharedRegistry } from "../shared-registry.ts";
import { RealtimeTurns } from "./realtime-turns.ts";

/**
 * Records a connection to OpenAI's Realtime API and each response on it: `wrapRealtime(new OpenAIRealtimeWS({ model }))`, also for
 * `OpenAIRealtimeWebSocket`.
 *
 * @returns the very object it was given
 */
export function wrapRealtime<Connection extends object>(connection: Connection): Connection {
  return instrumentOnce(connection, () => {
    observed(connection);
    const restores = patchRealtime(connection).filter((restore) => restore !== undefined);
    // Of a class that a zero-code start patched, a connection is recorded whether it is wrapped or not.
    return restores.length === 0 ? [] : [...restores, () => connections.get(connection)?.closed({ byClient: true })];
  });
}

/** What is patched of the Realtime clients when the application loads them. */
export const REALTIME_MODULES: readonly ModuleHook[] = [
  "openai/realtime/ws",
  "openai/realtime/websocket",
  "openai/beta/realtime/ws",
  "openai/beta/realtime/websocket",
].map((name) => ({
  name,
  patch(exports) {
    patchRealtime(readPath(exports, "OpenAIRealtimeWS", "prototype"));
    patchRealtime(readPath(exports, "OpenAIRealtimeWebSocket", "prototype"));
  },
}));

/** Patches a connection or a prototype of them. Every event of the server passes `_emit`, under the name `event` and then under its own. */
function patchRealtime(target: unknown): (Restore | undefined)[] {
  return [
    patchMethod(target, "_emit", (original) =>
      seeing(original, (seen, [name, event]) => {
        if (name === "event") seen.received(event);
        else if (name === "close") seen.closed({ code: event });
        else if (name === "error") seen.failed(event);
        else if (name === "reconnecting") seen.broke();
      }),
    ),
    patchMethod(target, "send", (original) => seeing(original, (seen, [event]) => seen.sent(event))),
    patchMethod(target, "sendResponseCreate", (original) => seeing(original, (seen, [event]) => seen.sent(event))),
    patchMethod(target, "close", (original) => seeing(original, (seen) => seen.closing())),
  ];
}

function seeing(original: AnyFunction, see: (seen: ObservedRealtime, args: readonly unknown[]) => void): AnyFunction {
  return function (this: unknown, ...args: unknown[]): unknown {
    const seen = attempt(() => observed(this));
    if (seen === undefined) return Reflect.apply(original, this, args);
    attempt(() => see(seen, args));
    return seen.run(() => Reflect.apply(original, this, args));
  };
}

/** Of all copies of this package: one may patch the class, and another be what the application calls. */
const connections = sharedRegistry("agentscribe realtime connections.1", () => new WeakMap<object, ObservedRealtime>());

/** What observes a connection: from the first event on for which a client records. */
function observed(connection: unknown): ObservedRealtime | undefined {
  if (typeof connection !== "object" || connection === null) return undefined;
  const known = connections.get(connection);
  const client = known === undefined ? recordingClient() : undefined;
  if (client === undefined) return known;
  const made = new ObservedRealtime(new LiveConnection(client, factsOf(connection)), connection);
  connections.set(connection, made);
  return made;
}

function factsOf(connection: object) {
  const url = readPath(connection, "url");
  const server = serverOfUrl(url);
  const model = url instanceof URL ? url.searchParams.get("model") : null;
  const provider = server.serverAddress === undefined ? undefined : providerOf(server.serverAddress);
  return { provider: provider ?? "openai", operation: "chat" as const, ...server, ...(model !== null && { model }) };
}

/** `readyState` of a WebSocket that is closed. */
const CLOSED = 3;

/** What is sent and received on one connection. */
class ObservedRealtime {
  readonly #connection: LiveConnection;
  readonly #turns: RealtimeTurns;
  readonly #target: object;
  #closedByClient = false;
  #fault: unknown;

  constructor(connection: LiveConnection, target: object) {
    this.#connection = connection;
    this.#turns = new RealtimeTurns(connection);
    this.#target = target;
    const socket = readPath(target, "socket");
    const listen = readPath(socket, "addEventListener");
    if (typeof listen !== "function") return;
    Reflect.apply(listen, socket, [
      "close",
      (event: unknown) => {
        // A client that reconnects by itself tells when it gave up.
        if (readPath(target, "_recovery") !== undefined) return;
        attempt(() => this.closed({ code: readPath(event, "code"), reason: readPath(event, "reason") }));
      },
    ]);
  }

  run<T>(fn: () => T): T {
    return this.#connection.run(fn);
  }

  received(event: unknown): void {
    this.#turns.received(event);
  }

  sent(event: unknown): void {
    this.#turns.sent(event);
  }

  /** An error of the network says more than the code with which the connection is closed then. */
  failed(error: unknown): void {
    if (typeof readPath(error, "cause", "code") === "string") this.#fault = error;
  }

  broke(): void {
    this.#turns.takeUnanswered();
    this.#connection.broke((turn) => this.#turns.partialOf(turn));
  }

  closing(): void {
    this.#closedByClient = true;
    if (readPath(this.#target, "socket", "readyState") === CLOSED) this.closed({});
  }

  closed(close: { readonly code?: unknown; readonly reason?: unknown; readonly byClient?: boolean }): void {
    const { code, reason, byClient = this.#closedByClient } = close;
    this.#turns.takeUnanswered();
    this.#connection.closed({
      byClient,
      ...(!byClient && this.#fault !== undefined && { error: this.#fault }),
      partial: (turn) => this.#turns.partialOf(turn),
      ...(typeof code === "number" && { code }),
      ...(typeof reason === "string" && { reason }),
    });
  }
}
