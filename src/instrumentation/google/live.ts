import { attempt } from "../../internal/attempt.ts";
import { isPromise } from "../../internal/is-promise.ts";
import { LiveConnection } from "../live/live-connection.ts";
import type { AnyFunction } from "../observed-method.ts";
import { patchMethod, type Restore } from "../patch.ts";
import { readPath } from "../read-path.ts";
import { recordingClient } from "../recording-client.ts";
import { LiveTurns } from "./live-turns.ts";
import { originOf } from "./origin.ts";

/** Patches `live`, one object or its prototype: sessions that it connects are recorded until they close. */
export function patchLive(live: unknown): (Restore | undefined)[] {
  return [patchMethod(live, "connect", observedConnect)];
}

function observedConnect(original: AnyFunction): AnyFunction {
  return function (this: unknown, ...args: unknown[]): unknown {
    const [params] = args;
    const client = recordingClient();
    const callbacks = readPath(params, "callbacks");
    if (client === undefined || typeof callbacks !== "object" || callbacks === null) {
      return Reflect.apply(original, this, args);
    }
    const session = attempt(
      () => new ObservedSession(new LiveConnection(client, factsOf(this, params)), params as object),
    );
    if (session === undefined) return Reflect.apply(original, this, args);
    return session.connect(callbacks, (observed) =>
      Reflect.apply(original, this, [{ ...(params as object), callbacks: observed }, ...args.slice(1)]),
    );
  };
}

function factsOf(live: unknown, params: unknown) {
  const model = readPath(params, "model");
  return {
    ...originOf(readPath(live, "apiClient")),
    operation: "generate_content" as const,
    ...(typeof model === "string" && { model }),
  };
}

/** What is sent and received on one session. */
class ObservedSession {
  readonly #connection: LiveConnection;
  readonly #turns: LiveTurns;
  #closedByClient = false;

  constructor(connection: LiveConnection, params: object) {
    this.#connection = connection;
    const config = readPath(params, "config");
    this.#turns = new LiveTurns(connection, {
      model: readPath(params, "model"),
      config,
      tools: readPath(config, "tools"),
    });
  }

  connect(callbacks: object, connect: (callbacks: object) => unknown): unknown {
    return this.#connection.run(() => {
      const connected = connect(this.#observe(callbacks));
      if (isPromise(connected)) {
        connected.then(
          (session) => attempt(() => this.#patch(session)),
          (error: unknown) => attempt(() => this.#connection.closed({ error })),
        );
      }
      return connected;
    });
  }

  /** The caller's callbacks, each told of after this, and called on their own object: it may have private fields. */
  #observe(callbacks: object): object {
    return Object.create(callbacks, {
      onopen: this.#before(callbacks, "onopen", () => undefined),
      onmessage: this.#before(callbacks, "onmessage", (message) => this.#turns.received(message)),
      onerror: this.#before(callbacks, "onerror", () => this.#connection.failed()),
      onclose: this.#before(callbacks, "onclose", (event) => {
        const code = readPath(event, "code");
        const reason = readPath(event, "reason");
        this.#turns.closing();
        this.#connection.closed({
          ...(typeof code === "number" && { code }),
          ...(typeof reason === "string" && { reason }),
          byClient: this.#closedByClient,
          partial: () => this.#turns.takePartial(),
        });
      }),
    }) as object;
  }

  #before(callbacks: object, name: string, see: (event: unknown) => void): PropertyDescriptor {
    const value = (...args: unknown[]): unknown => {
      attempt(() => see(args[0]));
      const callback: unknown = Reflect.get(callbacks, name);
      // Without a callback for messages the client fails, with ours as without.
      return (callback ?? undefined) === undefined && name !== "onmessage"
        ? undefined
        : Reflect.apply(callback as AnyFunction, callbacks, args);
    };
    return { value, configurable: true, enumerable: true, writable: true };
  }

  #patch(session: unknown): void {
    const sent = (name: string, see: (params: unknown) => void): void => {
      patchMethod(
        session,
        name,
        (original) =>
          function (this: unknown, ...args: unknown[]): unknown {
            attempt(() => see(args[0]));
            return Reflect.apply(original, this, args);
          },
      );
    };
    sent("sendClientContent", (params) => this.#turns.sentContent(params));
    sent("sendRealtimeInput", (params) => this.#turns.sentRealtime(params));
    sent("sendToolResponse", (params) => this.#turns.sentToolResponse(params));
    sent("close", () => {
      this.#closedByClient = true;
    });
  }
}
