import { optOutReason } from "../../internal/opt-out.ts";
import { attempt, recordingClient } from "../observed-method.ts";
import { createQueryRecorder, observeQuery } from "./observe-query.ts";

/**
 * The `query` of `@anthropic-ai/claude-agent-sdk`, recorded: `const query = wrapQuery(sdk.query)`. What it returns is the very `Query` of the SDK, with all
 * its methods.
 *
 * The query starts inside the scope of its first run, so what hooks and tools of this process record is inside it.
 */
// biome-ignore lint/suspicious/noExplicitAny: a function of any parameters, given back as what it is
export function wrapQuery<Query extends (...args: any[]) => object>(query: Query): Query {
  if (optOutReason(undefined, process.env) !== undefined) return query;
  const wrapped = (...args: Parameters<Query>): object => {
    const client = recordingClient();
    const recorder = client === undefined ? undefined : attempt(() => createQueryRecorder(client, args[0]));
    if (recorder === undefined) return query(...args);
    const start = (): object => query(...args);
    let made: object;
    try {
      made = recorder.scope === undefined ? start() : recorder.scope.run(start);
    } catch (error) {
      recorder.ended(error);
      throw error;
    }
    return attempt(() => observeQuery(made, recorder)) ?? made;
  };
  return wrapped as unknown as Query;
}
