import { providerOf } from "../../providers/index.ts";
import { countAttempts, type Fetch } from "../http/attempts.ts";
import { type AnyFunction, attempt, observedMethod, type PlanCall } from "../observed-method.ts";
import { isObserved, patchMethod, type Restore } from "../patch.ts";
import { readPath, serverOfUrl } from "../read-path.ts";

/**
 * The methods of a client that make model calls, by their path from the client: `["chat", "completions", "create"]`. Helpers of the client
 * that call these (`parse`, `stream`, tool runners) need no line of their own.
 */
export type MethodTable = readonly { readonly path: readonly string[]; readonly plan: PlanCall }[];

/** Patches the methods of a client, its `fetch`, and the clients that it makes by `withOptions`. */
export function patchClient(
  client: object,
  methods: MethodTable,
  wrapNext: (client: object) => object,
): (Restore | undefined)[] {
  return [
    ...methods.map(({ path, plan }) => {
      const target = readPath(client, ...path.slice(0, -1));
      return patchMethod(target, path.at(-1) ?? "", (original) => observedMethod(original, plan));
    }),
    patchMethod(client, "withOptions", (original) => wrapsWhatItMakes(original, wrapNext)),
    // Attempts that the client's class counts already are not counted twice.
    isObserved(readPath(client, "fetchWithTimeout"))
      ? undefined
      : patchMethod(client, "fetch", (original) => countAttempts(original as Fetch) as AnyFunction),
  ];
}

function wrapsWhatItMakes(original: AnyFunction, wrap: (client: object) => object): AnyFunction {
  return function (this: unknown, ...args: unknown[]): unknown {
    const made = Reflect.apply(original, this, args);
    if (typeof made === "object" && made !== null) attempt(() => wrap(made));
    return made;
  };
}

/** The provider and server that a client's base URL points to. */
export function serverOfClient(
  client: unknown,
  usual: string,
): { provider: string; serverAddress?: string; serverPort?: number } {
  const server = serverOfUrl(readPath(client, "baseURL"));
  const { serverAddress } = server;
  return { provider: (serverAddress === undefined ? undefined : providerOf(serverAddress)) ?? usual, ...server };
}
