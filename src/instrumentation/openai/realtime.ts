import { attempt } from "../../internal/attempt.ts";
import { providerOf } from "../../providers/index.ts";
import type { RecordClient } from "../../record/client.ts";
import { instrumentOnce } from "../instrument.ts";
import { faultOf, type LiveClose, LiveConnection } from "../live/live-connection.ts";
import type { LiveTurn, TurnEnd } from "../live/live-turn.ts";
import type { ModuleHook } from "../module-hook.ts";
import type { AnyFunction } from "../observed-method.ts";
import { patchMethod, type Restore } from "../patch.ts";
import { readPath } from "../read-path.ts";
import { recordingClient } from "../recording-client.ts";
import { serverOfUrl } from "../server-of-url.ts";
import { sharedRegistry } from "../shared-registry.ts";
import { LiveSession } from "./live-session.ts";
import { RealtimeTurns } from "./realtime-turns.ts";
import { ResponsesSocket } from "./responses-socket.ts";

/**
 * Records a connection to OpenAI's Realtime API and each response on it: `wrapRealtime(new OpenAIRealtimeWS({ model }))`, also for
 * `OpenAIRealtimeWebSocket`; one to its Live API with what is delegated on it: `LiveWS`, `ForksWS` and `SidebandWS`; and each response that is asked for on
 * one to its Responses API: `ResponsesWS`.
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

/** What is patched of the clients that hold a connection when the application loads them. */
export const REALTIME_MODULES: readonly ModuleHook[] = [
  "openai/realtime/ws",
  "openai/realtime/websocket",
  "openai/beta/realtime/ws",
  "openai/beta/realtime/websocket",
  "openai/resources/live/ws",
  "openai/resources/live/forks/ws",
  "openai/resources/live/sideband/ws",
  "openai/resources/responses/ws",
  "openai/resources/beta/responses/ws",
].map((name) => ({
  name,
  patch(exports) {
    for (const each of CLASSES) patchRealtime(readPath(exports, each, "prototype"));
  },
}));

const CLASSES = ["OpenAIRealtimeWS", "OpenAIRealtimeWebSocket", "LiveWS", "ForksWS", "SidebandWS", "ResponsesWS"];

/** Patches a connection or a prototype of them. Every event of the server passes `_emit`, under the name `event` and then under its own. */
function patchRealtime(target: unknown): (Restore | undefined)[] {
  return [
    patchMethod(target, "_emit", (original) =>
      seeing(original, (seen, [name, event, reason]) => {
        if (name === "event") seen.received(event);
        else if (name === "close") seen.closed({ code: event, reason });
        else if (name === "error") seen.failed(event);
        else if (name === "reconnecting") seen.broke();
      }),
    ),
    patchMethod(target, "send", (original) => seeing(original, (seen, [event]) => seen.sent(event))),
    patchMethod(target, "sendResponseCreate", (original) => seeing(original, (seen, [event]) => seen.sent(event))),
    patchMethod(target, "close", (original) => seeing(original, (seen) => seen.closing())),
  ];
}

function seeing(
  original: AnyFunction,
  see: (seen: ObservedRealtime | ResponsesSocket, args: readonly unknown[]) => void,
): AnyFunction {
  return function (this: unknown, ...args: unknown[]): unknown {
    const seen = attempt(() => observed(this));
    if (seen === undefined) return Reflect.apply(original, this, args);
    attempt(() => see(seen, args));
    return seen.run(() => Reflect.apply(original, this, args));
  };
}

/** Of all copies of this package: one may patch the class, and another be what the application calls. */
const connections = sharedRegistry(
  "agentscribe realtime connections.1",
  () => new WeakMap<object, ObservedRealtime | ResponsesSocket>(),
);

/** What observes a connection: from the first event on for which a client records. */
function observed(connection: unknown): ObservedRealtime | ResponsesSocket | undefined {
  if (typeof connection !== "object" || connection === null) return undefined;
  const known = connections.get(connection);
  const client = known === undefined ? recordingClient() : undefined;
  if (client === undefined) return known;
  const made = isOfResponses(connection) ? new ResponsesSocket(connection) : observedLive(client, connection);
  connections.set(connection, made);
  return made;
}

function observedLive(client: RecordClient, connection: object): ObservedRealtime {
  const session = liveSessionOf(connection);
  const facts = { ...factsOf(connection), isWithoutTurns: session !== undefined };
  return new ObservedRealtime(new LiveConnection(client, facts), connection, session);
}

function isOfResponses(connection: object): boolean {
  const path = readPath(connection, "url", "pathname");
  return typeof path === "string" && path.endsWith("/responses");
}

function factsOf(connection: object) {
  const url = readPath(connection, "url");
  const server = serverOfUrl(url);
  const model = url instanceof URL ? url.searchParams.get("model") : null;
  const provider = server.serverAddress === undefined ? undefined : providerOf(server.serverAddress);
  return { provider: provider ?? "openai", operation: "chat" as const, ...server, ...(model !== null && { model }) };
}

/** What the path of a connection to the Live API says of its session. */
function liveSessionOf(connection: object): { readonly attachedTo: string | undefined } | undefined {
  const path = readPath(connection, "url", "pathname");
  const [isLive, id] = (typeof path === "string" && /\/live\/sessions(?:\/([^/]+)\/attach|\/|$)/.exec(path)) || [];
  return isLive === undefined ? undefined : { attachedTo: id };
}

/** Follows the events of a connection, both ways. */
interface Follower {
  received(event: unknown): void;
  sent(event: unknown): void;
  /**
   * Tells of what was asked for or under way, and gets no end any more.
   *
   * @param fault - why the connection is over, if it broke
   */
  takeUnanswered(fault?: unknown): void;
  /** What was received of a turn that the provider did not end. */
  partialOf(turn: LiveTurn): Pick<TurnEnd, "usage" | "output">;
  readonly isOver?: boolean;
}

/** `readyState` of a WebSocket that is closed. */
const CLOSED = 3;

/** What is sent and received on one connection. */
class ObservedRealtime {
  readonly #connection: LiveConnection;
  readonly #turns: Follower;
  readonly #target: object;
  #closedByClient = false;
  #fault: unknown;

  constructor(connection: LiveConnection, target: object, session: ReturnType<typeof liveSessionOf>) {
    this.#connection = connection;
    this.#turns =
      session === undefined ? new RealtimeTurns(connection) : new LiveSession(connection, session.attachedTo);
    this.#target = target;
    // A client of the Live API tells itself that it is closed.
    if (session !== undefined) return;
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
    this.#turns.takeUnanswered({ code: "connection_closed" });
    this.#connection.broke((turn) => this.#turns.partialOf(turn));
  }

  closing(): void {
    this.#closedByClient = true;
    if (readPath(this.#target, "socket", "readyState") === CLOSED) this.closed({});
  }

  closed(told: { readonly code?: unknown; readonly reason?: unknown; readonly byClient?: boolean }): void {
    const { code, reason, byClient = this.#closedByClient } = told;
    const isOver = byClient || this.#turns.isOver === true;
    const close: LiveClose = {
      byClient,
      isOver,
      ...(!isOver && this.#fault !== undefined && { error: this.#fault }),
      partial: (turn) => this.#turns.partialOf(turn),
      ...(typeof code === "number" && { code }),
      ...(typeof reason === "string" && { reason }),
    };
    this.#turns.takeUnanswered(faultOf(close));
    this.#connection.closed(close);
  }
}
