import { attempt } from "../../internal/attempt.ts";
import { isPromise } from "../../internal/is-promise.ts";
import type { RecordClient } from "../../record/client.ts";
import { instrumentOnce } from "../instrument.ts";
import type { AnyFunction } from "../observed-method.ts";
import { patchMethod, type Restore } from "../patch.ts";
import { readPath } from "../read-path.ts";
import { QueryRecorder } from "./query-recorder.ts";

/** Watches the messages of a query go to whoever reads them. The query itself, its class and its methods stay as they are. */
export function observeQuery<Query extends object>(query: Query, recorder: QueryRecorder): Query {
  return instrumentOnce(query, () => [
    ...iteration(query, recorder),
    patchMethod(
      query,
      Symbol.asyncIterator,
      (original) =>
        function (this: unknown, ...args: unknown[]): unknown {
          const iterator = Reflect.apply(original, this, args);
          if (iterator !== query) attempt(() => iteration(iterator, recorder));
          return iterator;
        },
    ),
    patchMethod(
      query,
      "interrupt",
      before(() => recorder.interrupted()),
    ),
    ...["close", Symbol.asyncDispose].map((leaving) =>
      patchMethod(
        query,
        leaving,
        before(() => recorder.left()),
      ),
    ),
  ]);
}

export function createQueryRecorder(client: RecordClient, params: unknown): QueryRecorder {
  return new QueryRecorder(client, readPath(params, "prompt"), readPath(params, "options"));
}

function iteration(iterator: unknown, recorder: QueryRecorder): (Restore | undefined)[] {
  return [
    patchMethod(iterator, "next", (original) => pulled(original, recorder, false)),
    patchMethod(iterator, "return", (original) => pulled(original, recorder, true)),
    patchMethod(iterator, "throw", (original) => pulled(original, recorder, true)),
  ];
}

function pulled(original: AnyFunction, recorder: QueryRecorder, isLeaving: boolean): AnyFunction {
  return function (this: unknown, ...args: unknown[]): unknown {
    const result = Reflect.apply(original, this, args);
    if (!isPromise(result)) return result;
    return result.then(
      (item: unknown) => {
        attempt(() => {
          if (isLeaving) recorder.left();
          else if (readPath(item, "done") === true) recorder.ended();
          else recorder.message(readPath(item, "value"));
        });
        return item;
      },
      (error: unknown) => {
        attempt(() => recorder.ended(error));
        throw error;
      },
    );
  };
}

function before(tell: () => void): (original: AnyFunction) => AnyFunction {
  return (original) =>
    function (this: unknown, ...args: unknown[]): unknown {
      attempt(tell);
      return Reflect.apply(original, this, args);
    };
}
