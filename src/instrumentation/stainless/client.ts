import { attempt } from "../../internal/attempt.ts";
import { providerOf } from "../../providers/index.ts";
import { countAttempts, type Fetch } from "../http/attempts.ts";
import { type AnyFunction, observedMethod, type PlanCall } from "../observed-method.ts";
import { isObserved, patchMethod, type Restore } from "../patch.ts";
import { readPath } from "../read-path.ts";
import { serverOfUrl } from "../server-of-url.ts";
import type { SignalPlace } from "../stop-signal.ts";

/** A method of a client, by its path from the client: `["chat", "completions", "create"]`. It makes a model call, or is observed in a way of its own. */
export type ClientMethod =
  | { readonly path: readonly string[]; readonly plan: PlanCall }
  | { readonly path: readonly string[]; readonly observe: (original: AnyFunction) => AnyFunction };

/** The methods of a client that make model calls. Helpers of the client that call these (`parse`, `stream`) need no line of their own. */
export type MethodTable<Method extends ClientMethod = Extract<ClientMethod, { plan: PlanCall }>> = readonly Method[];

/** These clients take a signal among the options of each request. */
export const CLIENT_SIGNAL: SignalPlace = { argument: 1, path: ["signal"] };

/** Patches the methods of a client, its `fetch`, and the clients that it makes by `withOptions`. */
export function patchClient(
  client: object,
  methods: MethodTable<ClientMethod>,
  wrapNext: (client: object) => object,
): (Restore | undefined)[] {
  return [
    ...methods.map((method) => patchRow(readPath(client, ...method.path.slice(0, -1)), method)),
    patchMethod(client, "withOptions", (original) => wrapsWhatItMakes(original, wrapNext)),
    // Attempts that the client's class counts already are not counted twice.
    isObserved(readPath(client, "fetchWithTimeout"))
      ? undefined
      : patchMethod(client, "fetch", (original) => countAttempts(original as Fetch) as AnyFunction),
  ];
}

/**
 * Patches the classes of the resources that all clients of a class share, and what makes the attempts of their requests. The classes are
 * properties of the client's class, named as the paths are: `OpenAI.Chat.Completions`.
 */
export function patchClientClass(clientClass: unknown, methods: MethodTable<ClientMethod>): void {
  for (const method of methods) {
    const place = method.path.slice(0, -1).map((name) => name.charAt(0).toUpperCase() + name.slice(1));
    patchRow(readPath(clientClass, ...place, "prototype"), method);
  }
  patchAttempts(readPath(clientClass, "prototype"));
}

/** Counts the attempts of all clients of the class that a client, or its prototype, has them from. */
export function patchAttempts(client: unknown): Restore | undefined {
  for (let owner = client; typeof owner === "object" && owner !== null; ) {
    if (Object.hasOwn(owner, "fetchWithTimeout")) {
      return patchMethod(owner, "fetchWithTimeout", (original) => countAttempts(original as Fetch) as AnyFunction);
    }
    owner = Object.getPrototypeOf(owner) as unknown;
  }
  return undefined;
}

/** What a module of a client exports: the class by its name or as default, or, in CommonJS, the class itself. */
export function patchExports(exports: unknown, name: string, methods: MethodTable<ClientMethod>): void {
  for (const place of [[name], ["default"], []]) patchClientClass(readPath(exports, ...place), methods);
}

function patchRow(target: unknown, method: ClientMethod): Restore | undefined {
  const observe =
    "plan" in method ? (original: AnyFunction) => observedMethod(original, method.plan, CLIENT_SIGNAL) : method.observe;
  return patchMethod(target, method.path.at(-1) ?? "", observe);
}

function wrapsWhatItMakes(original: AnyFunction, wrap: (client: object) => object): AnyFunction {
  return function (this: unknown, ...args: unknown[]): unknown {
    const made = Reflect.apply(original, this, args);
    if (typeof made === "object" && made !== null) attempt(() => wrap(made));
    return made;
  };
}

/** The provider and server that a client's base URL points to; a host that belongs to no known provider is taken to serve the `usual` one's API. */
export function serverOfClient(
  client: unknown,
  usual: string,
): { provider: string; serverAddress?: string; serverPort?: number } {
  const server = serverOfUrl(readPath(client, "baseURL"));
  const { serverAddress } = server;
  return { provider: (serverAddress === undefined ? undefined : knownProviderOf(serverAddress)) ?? usual, ...server };
}

/** Hosts that are remembered at once: most programs ask one or two, and each is compared to those of all providers. */
const MAX_HOSTS = 100;
const providers = new Map<string, string | undefined>();

function knownProviderOf(host: string): string | undefined {
  const known = providers.get(host);
  if (known !== undefined || providers.has(host)) return known;
  const provider = providerOf(host);
  if (providers.size >= MAX_HOSTS) providers.clear();
  providers.set(host, provider);
  return provider;
}
