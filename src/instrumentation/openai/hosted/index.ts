import { attempt } from "../../../internal/attempt.ts";
import type { AnyFunction } from "../../observed-method.ts";
import { readPath } from "../../read-path.ts";
import type { ClientMethod, MethodTable } from "../../stainless/client.ts";
import { originOf } from "../origin.ts";
import { observedCreate, observedPost } from "./creation.ts";
import { withObservedHandlers } from "./handlers.ts";
import { observedInput } from "./input.ts";
import { answered, followed, recorder } from "./observing.ts";
import { SessionEvents } from "./session-events.ts";
import { learnSession, type SessionPlace } from "./sessions.ts";
import { showTurn, type TurnObserver } from "./turns.ts";

function observedEvents(original: AnyFunction): AnyFunction {
  return function (this: unknown, ...args: unknown[]): unknown {
    const result = Reflect.apply(original, this, args);
    const by = observerOf(this);
    const place = placeOf(args);
    return by === undefined ? result : followed(result, new SessionEvents({ ...by, place }, place));
  };
}

/** `sessions.stream()`, whose requests are methods that are observed themselves. */
function observedStream(original: AnyFunction): AnyFunction {
  return function (this: unknown, ...args: unknown[]): unknown {
    const [sessionId, params, ...rest] = args;
    const given = recorder() && attempt(() => withObservedHandlers(params, placeOf(args)));
    return Reflect.apply(original, this, given === undefined ? args : [sessionId, given, ...rest]);
  };
}

/** A method whose answer is looked at. */
function seen(saw: (answer: unknown, by: TurnObserver) => void): (original: AnyFunction) => AnyFunction {
  return (original) =>
    function (this: unknown, ...args: unknown[]): unknown {
      const result = Reflect.apply(original, this, args);
      const by = observerOf(this);
      return by === undefined
        ? result
        : followed(
            result,
            answered((answer) => saw(answer, by)),
          );
    };
}

function placeOf([sessionId]: readonly unknown[]): SessionPlace {
  return { id: typeof sessionId === "string" ? sessionId : undefined };
}

function observerOf(resource: unknown): TurnObserver | undefined {
  const client = recorder();
  return client && attempt(() => ({ client, origin: originOf(readPath(resource, "_client")) }));
}

/** The turns on a page of them. */
function showTurns(page: unknown, by: TurnObserver): void {
  const turns = readPath(page, "data");
  if (Array.isArray(turns)) for (const turn of turns as readonly unknown[]) showTurn(turn, by);
}

/** The methods by which turns of agents that OpenAI hosts are asked for, followed and read back. */
export const HOSTED_METHODS: MethodTable<ClientMethod> = [
  { path: ["post"], observe: observedPost },
  { path: ["beta", "agents", "sessions", "create"], observe: observedCreate },
  { path: ["beta", "agents", "sessions", "retrieve"], observe: seen(learnSession) },
  { path: ["beta", "agents", "sessions", "update"], observe: seen(learnSession) },
  { path: ["beta", "agents", "sessions", "stream"], observe: observedStream },
  { path: ["beta", "agents", "sessions", "events", "create"], observe: observedInput },
  { path: ["beta", "agents", "sessions", "events", "stream"], observe: observedEvents },
  { path: ["beta", "agents", "sessions", "turns", "retrieve"], observe: seen(showTurn) },
  { path: ["beta", "agents", "sessions", "turns", "list"], observe: seen(showTurns) },
  { path: ["beta", "agents", "sessions", "subagents", "turns", "retrieve"], observe: seen(showTurn) },
  { path: ["beta", "agents", "sessions", "subagents", "turns", "list"], observe: seen(showTurns) },
];
