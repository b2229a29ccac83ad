import { attempt } from "../../internal/attempt.ts";
import { isOff } from "../is-off.ts";
import type { AnyFunction } from "../observed-method.ts";
import { patchMethod } from "../patch.ts";
import { readPath } from "../read-path.ts";
import { recordingClient } from "../recording-client.ts";
import { createQueryRecorder, observeQuery } from "./observe-query.ts";
import { observeServers } from "./own-servers.ts";

/**
 * The `query` of `@anthropic-ai/claude-agent-sdk`, recorded: `const query = wrapQuery(sdk.query)`. What it returns is the very `Query` of the SDK, with all
 * its methods. A function that is wrapped already, as by a zero-code start, is given back.
 *
 * The query starts inside the scope of its first run, so what hooks of this process record is inside it; what its tools record is inside their calls.
 */
export function wrapQuery<Query extends (...args: never[]) => object>(query: Query): Query {
  if (isOff()) return query;
  const holder: { query: Query } = { query };
  patchMethod(holder, "query", observedQuery);
  return holder.query;
}

function observedQuery(original: AnyFunction): AnyFunction {
  return function (this: unknown, ...args: unknown[]): unknown {
    const client = recordingClient();
    const recorder = client === undefined ? undefined : attempt(() => createQueryRecorder(client, args[0]));
    const start = (): object => Reflect.apply(original, this, args) as object;
    if (recorder === undefined) return start();
    attempt(() => observeServers(readPath(args[0], "options")));
    let made: object;
    try {
      made = recorder.scope === undefined ? start() : recorder.scope.run(start);
    } catch (error) {
      recorder.ended(error);
      throw error;
    }
    return attempt(() => observeQuery(made, recorder)) ?? made;
  };
}
