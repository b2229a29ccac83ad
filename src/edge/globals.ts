import * as crypto from "./crypto.ts";
import * as util from "./node-util.ts";
import { environment } from "./runtime.ts";

const MODULES: Readonly<Record<string, unknown>> = { "node:crypto": crypto, "node:util": util };

/** What the code of this package finds under Node's global names: the build puts these in their place. */
export const process: {
  readonly env: typeof environment;
  readonly platform: string;
  readonly versions: Readonly<Record<string, string>>;
  readonly stderr: { readonly isTTY: boolean };
  getBuiltinModule(name: string): unknown;
} = {
  env: environment,
  platform: "",
  versions: {},
  stderr: { isTTY: false },
  getBuiltinModule(name: string): unknown {
    const found = MODULES[name];
    if (found === undefined) throw new Error(`${name} is not there outside of Node`);
    return found;
  },
};

export { Bytes as Buffer } from "./bytes.ts";
export { clearInterval, clearTimeout, setImmediate, setInterval, setTimeout } from "./timers.ts";

interface Registry {
  register(target: object, held: unknown, token?: object): void;
  unregister(token: object): void;
}

type RegistryClass = new (onGone: (held: never) => void) => Registry;

/** The runtime's; where it has none, what is forgotten without being read is never noticed. */
const registry: RegistryClass =
  (globalThis as unknown as { readonly FinalizationRegistry?: RegistryClass }).FinalizationRegistry ??
  class {
    register(): void {}
    unregister(): void {}
  };

type ReferenceClass = new <T extends object>(target: T) => { deref(): T | undefined };

/** The runtime's; where it has none, what is referred to is kept. */
const reference: ReferenceClass =
  (globalThis as unknown as { readonly WeakRef?: ReferenceClass }).WeakRef ??
  class<T extends object> {
    readonly #target: T;
    constructor(target: T) {
      this.#target = target;
    }
    deref(): T {
      return this.#target;
    }
  };

export { reference as WeakRef, registry as FinalizationRegistry };
