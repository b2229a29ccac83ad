import { attempt } from "../../internal/attempt.ts";
import type { ModuleHook } from "../module-hook.ts";
import { readPath } from "../read-path.ts";
import { patchApi } from "./patch-api.ts";

/** The classes behind the clients are not exported: a client that makes no request shows them. */
export const COHERE_MODULES: readonly ModuleHook[] = [
  {
    name: "cohere-ai",
    patch: (exports) => {
      const Client = readPath(exports, "CohereClientV2");
      const made = attempt(() => Reflect.construct(Client as new () => object, [{ token: "" }]) as object);
      for (const part of ["client", "clientV2"]) {
        // The constructor of the client of both versions extends the one of the first, so its methods are the same.
        const api = readPath(made, part);
        if (typeof api === "object" && api !== null) patchApi(Object.getPrototypeOf(api));
      }
    },
  },
];
